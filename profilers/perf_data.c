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

/* The sections of the features, which start where the data ends. */
static int check_features(const char *bytes, size_t length,
			  const struct header *header, struct reason *why)
{
	size_t count = count_features(header);
	struct section table = { header->data.offset + header->data.size,
				 count * sizeof(struct section) };
	uint64_t end = table.offset + table.size;

	if (!fits(&table, length))
		return reason_set(why, "it is cut short, behind its data");
	for (size_t i = 0; i < count; i++) {
		struct section section;

		memcpy(&section, bytes + table.offset + i * sizeof(section),
		       sizeof(section));
		if (!fits(&section, length))
			return reason_set(why, "it is cut short");
		if (section.offset + section.size > end)
			end = section.offset + section.size;
	}
	return length == end ? 0 :
			       reason_set(why, "it goes on behind its end");
}

int perf_data_check(const void *bytes, size_t length, struct reason *why)
{
	struct header header;

	if (length == 0)
		return reason_set(why, "it is empty: perf was killed");
	if (length < 8 || memcmp(bytes, "PERFILE2", 8) != 0)
		return reason_set(why, "it is no perf.data file");
	if (length < sizeof(header))
		return reason_set(why, "it is cut short, in its header");
	memcpy(&header, bytes, sizeof(header));
	if (header.size != sizeof(header))
		return reason_set(why, "it has a header of %llu bytes, not %zu",
				  (unsigned long long)header.size,
				  sizeof(header));
	if (header.data.size == 0)
		return reason_set(why, "perf did not end by itself: it was "
				       "killed");
	if (!fits(&header.attrs, length) || !fits(&header.data, length))
		return reason_set(why, "it is cut short");
	return check_features(bytes, length, &header, why);
}
