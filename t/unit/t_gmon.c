/* t_gmon.c: a gmon.out file is read right, or refused with a reason. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "golden.h"
#include "profilers/gmon.h"
#include "unit.h"

UNIT(gmon_reads_what_is_whole_and_refuses_what_is_cut)
{
	struct gmon gmon, part;
	struct reason why;
	struct buf file;

	buf_init(&file);
	golden_read("gprof/no_time.gmon", &file);
	assert_int_equal(gmon_parse(file.text, file.len, &gmon, &why), 0);
	assert_true(gmon.rate == 100);
	assert_true(gmon.samples == 0);
	/* fib, is_even + is_odd, list_push, leak, deep, and three once. */
	assert_true(gmon.calls == 21891 + 11 + 10 + 3 + 101 + 3);

	for (size_t length = 0; length < file.len; length++) {
		char *copy = malloc(length ? length : 1);
		int status;

		memcpy(copy, file.text, length);
		status = gmon_parse(copy, length, &part, &why);
		free(copy);
		/* Whole arcs, of 21 bytes each, may be missing unseen. */
		if (status == 0)
			assert_int_equal((file.len - length) % 21, 0);
		else
			assert_string_not_equal(why.text, "");
		if (length < file.len - 21 * gmon.arcs)
			assert_int_equal(status, -1);
	}
	buf_release(&file);
}

UNIT(gmon_refuses_foreign_files)
{
	static const char elf[64] = "\177ELF\2\1\1";
	static const char head[8] = "gmon\1";
	static const char version[20] = "gmon\2";
	static const char kind[21] = "gmon\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\7";
	/* A histogram of no code. */
	static const char nothing[61] = "gmon\1";
	char noise[4096];
	uint64_t random = 7;
	struct gmon gmon;
	struct reason why;

	assert_int_equal(gmon_parse("", 0, &gmon, &why), -1);
	assert_non_null(strstr(why.text, "empty"));
	assert_int_equal(gmon_parse("gmo", 3, &gmon, &why), -1);
	assert_non_null(strstr(why.text, "cut short"));
	assert_int_equal(gmon_parse(elf, sizeof(elf), &gmon, &why), -1);
	assert_non_null(strstr(why.text, "no gmon.out"));
	assert_int_equal(gmon_parse(version, 20, &gmon, &why), -1);
	assert_non_null(strstr(why.text, "version 2"));
	assert_int_equal(gmon_parse(kind, 21, &gmon, &why), -1);
	assert_non_null(strstr(why.text, "unknown record 7"));
	assert_int_equal(gmon_parse(nothing, 61, &gmon, &why), -1);
	assert_non_null(strstr(why.text, "watched no code"));
	for (int round = 0; round < 500; round++) {
		for (size_t i = 0; i < sizeof(noise); i++)
			noise[i] = (char)(golden_random(&random) >> 8);
		memcpy(noise, head, sizeof(head));
		assert_int_equal(gmon_parse(noise, sizeof(noise), &gmon, &why),
				 -1);
	}
}

/* Where the one sample is that a histogram of COUNT bins has in bin I. */
struct place {
	uint64_t address;
	unsigned count;
};

static void note_place(uint64_t address, unsigned count, void *data)
{
	*(struct place *)data = (struct place){ address, count };
}

static void no_arc(uint64_t from, uint64_t to, unsigned count, void *data)
{
	(void)from;
	(void)to;
	(void)count;
	(void)data;
}

static uint64_t place_of(uint64_t size, uint32_t count, size_t i)
{
	static const char head[21] = "gmon\1";
	static const uint16_t one = 1;
	const uint64_t range[2] = { 0, size };
	const uint32_t numbers[2] = { count, 100 };
	struct place place = { 0, 0 };
	const struct gmon_visitor visitor = { note_place, no_arc, &place };
	size_t length = 61 + 2 * (size_t)count;
	char *file = calloc(1, length);
	struct gmon gmon;
	struct reason why;

	memcpy(file, head, sizeof(head));
	memcpy(file + 21, range, sizeof(range));
	memcpy(file + 37, numbers, sizeof(numbers));
	memcpy(file + 61 + 2 * i, &one, sizeof(one));
	assert_int_equal(gmon_parse(file, length, &gmon, &why), 0);
	assert_int_equal(gmon_visit(file, length, &gmon, &visitor, &why), 0);
	assert_int_equal(place.count, 1);
	free(file);
	return place.address;
}

/*
 * Bins are as wide as glibc's scale makes them, which is 4 bytes only where their number
 * is not rounded up, or where it is so large that this does not tell.
 */
UNIT(gmon_knows_where_a_bin_is)
{
	/* profil_count() of 0x10e33: 34585 * 32771 / 65536, seen with glibc 2.36. */
	assert_in_range(place_of(0x14828, 21004, 17294), 0x10e32, 0x10e36);
	assert_in_range(place_of(0x10000, 16384, 16000), 64000, 64003);
	assert_in_range(place_of(1048584, 262148, 200000), 800000, 800003);
	/* As many bins as there are pairs of bytes, and more. */
	assert_in_range(place_of(64, 32, 7), 14, 15);
	assert_in_range(place_of(64, 64, 7), 14, 15);
}
