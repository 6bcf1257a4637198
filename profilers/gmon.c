/*
 * gmon.c: the file that a program built with -pg leaves behind.
 *
 * The layout is that of glibc's <sys/gmon_out.h> on a machine with 64-bit
 * addresses: a header "gmon", version, 12 spare bytes; then records, each after
 * one byte that tells its kind. All numbers are in the machine's own order.
 */
#include "gmon.h"

#include <string.h>

enum { HISTOGRAM = 0, ARC = 1, BLOCKS = 2 };
enum { HEADER = 20, HISTOGRAM_HEADER = 40, ARC_SIZE = 20, BLOCK_SIZE = 16 };

struct reader {
	const unsigned char *at;
	size_t left;
	const struct gmon_visitor *visitor; /* NULL: nobody */
};

static const void *take(struct reader *reader, size_t count)
{
	const void *start = reader->at;

	if (reader->left < count)
		return NULL;
	reader->at += count;
	reader->left -= count;
	return start;
}

static uint64_t number64(const unsigned char *at)
{
	uint64_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static uint32_t number32(const unsigned char *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

/*
 * How glibc comes from an address to its bin (gmon/gmon.c, monstartup): so many of 65536
 * bins for 2 bytes of code. The number of bins is rounded up to a multiple of four, which
 * makes bins of a small program narrower than 4 bytes; in single precision and rounded
 * down, so that in a large one they are 4 after all, and the last are never used.
 */
static uint32_t bin_scale(uint64_t size, size_t count)
{
	uint64_t bytes = (uint64_t)count * sizeof(uint16_t);
	uint32_t scale = 65536;

	if (bytes < size)
		scale = (uint32_t)((float)bytes / (float)size * 65536.0F);
	return scale ? scale : 1;
}

/* The middle of bin I; from the same file's neighbour, profil.c: profil_count(), back. */
static uint64_t bin_address(const struct gmon *gmon, uint32_t scale, uint64_t i)
{
	uint64_t first = (i * 65536 + scale - 1) / scale;
	uint64_t behind = ((i + 1) * 65536 + scale - 1) / scale;

	return gmon->low + first + behind;
}

/* low, high: 8 bytes each; bins, rate: 4 each; the dimension: 16 letters. */
static int read_histogram(struct reader *reader, struct gmon *gmon)
{
	const unsigned char *header = take(reader, HISTOGRAM_HEADER);
	const unsigned char *bins;
	uint32_t scale;
	size_t count;

	if (!header)
		return -1;
	gmon->low = number64(header);
	gmon->high = number64(header + 8);
	count = number32(header + 16);
	gmon->rate = number32(header + 20);
	bins = take(reader, 2 * count);
	if (!bins)
		return -1;
	scale = bin_scale(gmon->high - gmon->low, count);
	for (size_t i = 0; i < count; i++) {
		uint16_t bin;

		memcpy(&bin, bins + 2 * i, sizeof(bin));
		gmon->samples += bin;
		if (bin && reader->visitor)
			reader->visitor->samples(bin_address(gmon, scale, i),
						 bin, reader->visitor->data);
	}
	return 0;
}

/* from, to: 8 bytes each; count: 4. */
static int read_arc(struct reader *reader, struct gmon *gmon)
{
	const unsigned char *arc = take(reader, ARC_SIZE);

	if (!arc)
		return -1;
	gmon->arcs++;
	gmon->calls += number32(arc + 16);
	if (reader->visitor)
		reader->visitor->arc(number64(arc), number64(arc + 8),
				     number32(arc + 16),
				     reader->visitor->data);
	return 0;
}

/* A number of blocks, then an address and a count for each. Nothing is kept. */
static int skip_blocks(struct reader *reader)
{
	const unsigned char *count = take(reader, 4);

	if (!count)
		return -1;
	return take(reader, (size_t)number32(count) * BLOCK_SIZE) ? 0 : -1;
}

static int check_header(struct reader *reader, struct reason *why)
{
	const unsigned char *header = take(reader, HEADER);

	if (reader->left == 0 && !header)
		return reason_set(why, "it is empty: the program was killed "
				       "while it wrote, or the disk is full");
	if (!header)
		return reason_set(why,
				  "it is cut short: %zu bytes, not even "
				  "its header",
				  reader->left);
	if (memcmp(header, "gmon", 4) != 0)
		return reason_set(why, "it is no gmon.out file");
	if (number32(header + 4) != 1)
		return reason_set(why, "it has version %u of the format, not 1",
				  number32(header + 4));
	return 0;
}

int gmon_parse(const void *bytes, size_t length, struct gmon *gmon,
	       struct reason *why)
{
	return gmon_visit(bytes, length, gmon, NULL, why);
}

int gmon_visit(const void *bytes, size_t length, struct gmon *gmon,
	       const struct gmon_visitor *visitor, struct reason *why)
{
	struct reader reader = { bytes, length, visitor };
	size_t histograms = 0;

	*gmon = (struct gmon){ 0 };
	if (check_header(&reader, why) < 0)
		return -1;
	while (reader.left > 0) {
		const unsigned char *kind = take(&reader, 1);
		int status;

		if (*kind == HISTOGRAM)
			status = read_histogram(&reader, gmon);
		else if (*kind == ARC)
			status = read_arc(&reader, gmon);
		else if (*kind == BLOCKS)
			status = skip_blocks(&reader);
		else
			return reason_set(why,
					  "it is damaged: unknown record %u at "
					  "byte %zu",
					  *kind, length - reader.left - 1);
		if (status < 0)
			return reason_set(why,
					  "it is cut short: %zu bytes end in "
					  "the middle of a record",
					  length);
		histograms += *kind == HISTOGRAM;
	}
	if (histograms == 0)
		return reason_set(why, "it is cut short: it has no histogram");
	if (gmon->low >= gmon->high || gmon->rate == 0)
		return reason_set(why, "it is damaged: it watched no code, or "
				       "never looked");
	return 0;
}
