/*
 * perf_data.c: whether a perf.data file is whole.
 *
 * The format is in Linux's tools/perf/Documentation/perf.data-file-format.txt: a
 * header with the sections of attributes, data and event types, each an offset
 * and a size of 64 bits, and 256 bits of features. Behind the data there is a
 * table with the section of every feature whose bit is set; the last of them
 * ends the file. A recorder that did not end by itself leaves a data size of 0.
 */
#include "perf_data.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

struct section {
	uint64_t offset, size;
};

struct header {
	char magic[8];
	uint64_t size;
	uint64_t attr_size;
	struct section attrs, data, event_types;
	uint64_t features[4];
};

static bool fits(const struct section *section, size_t length)
{
	return section->offset <= length &&
	       section->size <= length - section->offset;
}

static size_t count_features(const struct header *header)
{
	size_t count = 0;

	for (size_t i = 0; i < 4; i++)
		count += (size_t)__builtin_popcountll(header->features[i]);
	return count;
}

/* Where the bytes are: in memory, or in a file. */
struct source {
	const char *bytes;
	int fd; /* when `bytes` is NULL */
	size_t length;
};

/* SIZE bytes at AT, which are there; -1: a file that changes meanwhile. */
static int take(const struct source *source, void *to, size_t size, uint64_t at)
{
	if (!source->bytes)
		return pread(source->fd, to, size, (off_t)at) ==
				       (ssize_t)size ? 0 : -1;
	memcpy(to, source->bytes + at, size);
	return 0;
}

/* The sections of the features, which start where the data ends. */
static int check_features(const struct source *source,
			  const struct header *header, struct reason *why)
{
	size_t count = count_features(header);
	struct section table = { header->data.offset + header->data.size,
				 count * sizeof(struct section) };
	uint64_t end = table.offset + table.size;

	if (!fits(&table, source->length))
		return reason_set(why, "it is cut short, behind its data");
	for (size_t i = 0; i < count; i++) {
		struct section section;

		if (take(source, &section, sizeof(section),
			 table.offset + i * sizeof(section)) < 0 ||
		    !fits(&section, source->length))
			return reason_set(why, "it is cut short");
		if (section.offset + section.size > end)
			end = section.offset + section.size;
	}
	return source->length == end ? 0 :
			       reason_set(why, "it goes on behind its end");
}

static int check(const struct source *source, struct reason *why)
{
	struct header header = { 0 };
	size_t length = source->length;

	if (length == 0)
		return reason_set(why, "it is empty: perf was killed");
	if (take(source, &header,
		 length < sizeof(header) ? length : sizeof(header), 0) < 0 ||
	    memcmp(header.magic, "PERFILE2", 8) != 0)
		return reason_set(why, "it is no perf.data file");
	if (length < sizeof(header))
		return reason_set(why, "it is cut short, in its header");
	if (header.size != sizeof(header))
		return reason_set(why, "it has a header of %llu bytes, not %zu",
				  (unsigned long long)header.size,
				  sizeof(header));
	if (header.data.size == 0)
		return reason_set(why, "perf did not end by itself: it was "
				       "killed");
	if (!fits(&header.attrs, length) || !fits(&header.data, length))
		return reason_set(why, "it is cut short");
	return check_features(source, &header, why);
}

int perf_data_check(const void *bytes, size_t length, struct reason *why)
{
	const struct source source = { .bytes = bytes, .length = length };

	return check(&source, why);
}

int perf_data_check_file(int fd, size_t length, struct reason *why)
{
	const struct source source = { .fd = fd, .length = length };

	return check(&source, why);
}
