/*
 * perf_header.c: what stands before and behind the records of a perf.data file.
 *
 * The format is in Linux's tools/perf/Documentation/perf.data-file-format.txt. Features
 * read here: 2 the builds of mapped files, 6 the machine, 27 that it is compressed.
 */
#include "perf_header.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/buf.h"
#include "profilers/array.h"
#include "profilers/perf_data.h"

enum { FEATURE_BUILD_ID = 2, FEATURE_ARCH = 6, FEATURE_COMPRESSED = 27 };
enum { SECTION_MOST = 64 << 20, FEATURE_BITS = 256 };

struct section {
	uint64_t offset, size;
};

struct header {
	char magic[8];
	uint64_t size, attr_size;
	struct section attrs, data, event_types;
	uint64_t features[4];
};

static int read_at(int fd, void *to, size_t size, uint64_t at)
{
	return pread(fd, to, size, (off_t)at) == (ssize_t)size ? 0 : -1;
}

static int read_section(int fd, const struct section *section, struct buf *out)
{
	char *bytes;
	int status;

	if (section->size > SECTION_MOST)
		return -1;
	bytes = malloc(section->size + 1);
	if (!bytes)
		return -1;
	status = read_at(fd, bytes, section->size, section->offset);
	if (status == 0)
		buf_add(out, bytes, section->size);
	free(bytes);
	return out->failed ? -1 : status;
}

static const char *software_name(uint64_t config)
{
	switch (config) {
	case PERF_COUNT_SW_CPU_CLOCK:
		return "cpu-clock";
	case PERF_COUNT_SW_TASK_CLOCK:
		return "task-clock";
	case PERF_COUNT_SW_DUMMY:
		return "dummy";
	default:
		return "software event";
	}
}

static const char *hardware_name(uint64_t config)
{
	switch (config) {
	case PERF_COUNT_HW_CPU_CYCLES:
		return "cycles";
	case PERF_COUNT_HW_INSTRUCTIONS:
		return "instructions";
	default:
		return "hardware event";
	}
}

static void name_event(struct perf_event *event)
{
	const char *name = "event";

	if (event->attr.type == PERF_TYPE_SOFTWARE)
		name = software_name(event->attr.config);
	else if (event->attr.type == PERF_TYPE_HARDWARE)
		name = hardware_name(event->attr.config & 0xffffffff);
	strncpy(event->name, name, sizeof(event->name) - 1);
}

/* An entry of the attributes: the attribute, as long as its writer knew it, and ids. */
static int read_event(struct perf_file *file, const struct header *header,
		      uint64_t at)
{
	struct perf_event *event = &file->events[file->event_count];
	size_t size = header->attr_size - sizeof(struct section);
	struct section ids;

	if (read_at(file->fd, &event->attr,
		    size < sizeof(event->attr) ? size : sizeof(event->attr),
		    at) < 0 ||
	    read_at(file->fd, &ids, sizeof(ids), at + size) < 0 ||
	    ids.size > SECTION_MOST)
		return -1;
	event->ids = malloc(ids.size + 1);
	/* Counted before it is whole, for closing the file frees what is counted. */
	file->event_count++;
	if (!event->ids ||
	    read_at(file->fd, event->ids, ids.size, ids.offset) < 0)
		return -1;
	event->id_count = ids.size / sizeof(uint64_t);
	name_event(event);
	return 0;
}

static int read_events(struct perf_file *file, const struct header *header,
		       struct reason *why)
{
	uint64_t count;

	if (header->attr_size < sizeof(struct section) + 64)
		return reason_set(why, "it is damaged, in its header");
	count = header->attrs.size / header->attr_size;
	if (count == 0 || count > PERF_ATTR_MAX)
		return reason_set(why, "it has %llu events, not 1 to %d",
				  (unsigned long long)count, PERF_ATTR_MAX);
	for (uint64_t i = 0; i < count; i++)
		if (read_event(file, header,
			       header->attrs.offset + i * header->attr_size) < 0)
			return reason_set(why, "it is damaged, in its events");
	return 0;
}

/* Entries: a record's header, pid, 20 bytes and how many of them count, a path. */
static int read_builds(struct perf_file *file, const struct buf *section)
{
	enum { ID_AT = 12, PATH_AT = 36 };
	size_t at = 0;

	while (section->len - at > PATH_AT) {
		const char *entry = section->text + at;
		struct perf_event_header header;
		struct perf_built *grown;
		unsigned char length;

		memcpy(&header, entry, sizeof(header));
		if (header.size <= PATH_AT || header.size > section->len - at)
			return -1;
		grown = array_grow(file->built, file->built_count,
				   sizeof(*grown));
		if (!grown)
			return -1;
		file->built = grown;
		grown += file->built_count++;
		length = (unsigned char)entry[ID_AT + BUILD_ID_MAX];
		/* Older writers left the length 0: it was 20 then. */
		grown->id.length = length && length <= BUILD_ID_MAX ?
					   length : BUILD_ID_MAX;
		memcpy(grown->id.bytes, entry + ID_AT, BUILD_ID_MAX);
		grown->path = strndup(entry + PATH_AT, header.size - PATH_AT);
		if (!grown->path)
			return -1;
		at += header.size;
	}
	return 0;
}

/* A length, and a text with its NUL: that of uname -m. */
static int check_machine(const struct buf *section, struct reason *why)
{
	struct utsname here;

	if (section->len <= 4 || uname(&here) < 0 ||
	    strcmp(section->text + 4, here.machine) == 0)
		return 0;
	return reason_set(why, "it was recorded on another machine (%.32s, this "
			       "is %.32s): look at it there",
			  section->text + 4, here.machine);
}

static int read_feature(struct perf_file *file, int feature,
			const struct section *section, struct reason *why)
{
	struct buf bytes;
	int status = 0;

	buf_init(&bytes);
	if (feature == FEATURE_COMPRESSED)
		status = reason_set(why, "its records are compressed: record "
					 "without -z");
	else if (feature != FEATURE_BUILD_ID && feature != FEATURE_ARCH)
		;
	else if (read_section(file->fd, section, &bytes) < 0)
		status = reason_set(why, "it is damaged, behind its data");
	else if (feature == FEATURE_ARCH)
		status = check_machine(&bytes, why);
	else if (read_builds(file, &bytes) < 0)
		status = reason_set(why, "it is damaged, in its build ids");
	buf_release(&bytes);
	return status;
}

static int read_features(struct perf_file *file, const struct header *header,
			 struct reason *why)
{
	uint64_t at = header->data.offset + header->data.size;

	for (int i = 0; i < FEATURE_BITS; i++) {
		struct section section;

		if (!(header->features[i / 64] >> (i % 64) & 1))
			continue;
		if (read_at(file->fd, &section, sizeof(section), at) < 0)
			return reason_set(why, "it is cut short");
		if (read_feature(file, i, &section, why) < 0)
			return -1;
		at += sizeof(section);
	}
	return 0;
}

int perf_header_read(struct perf_file *file, struct reason *why)
{
	struct header header = { 0 };
	ssize_t count = pread(file->fd, &header, sizeof(header), 0);
	struct stat st;

	if (count < 0 || fstat(file->fd, &st) < 0)
		return reason_errno(why, "it cannot be read");
	if (memcmp(header.magic, "2ELIFREP", 8) == 0)
		return reason_set(why, "it was recorded on a machine of the "
				       "other byte order: look at it there");
	if (count >= 16 && memcmp(header.magic, "PERFILE2", 8) == 0 &&
	    header.size == 16)
		return reason_set(why, "it went through a pipe, and has no "
				       "tables: record with -o FILE");
	if (perf_data_check_file(file->fd, (size_t)st.st_size, why) < 0)
		return -1;
	file->data_at = header.data.offset;
	file->data_size = header.data.size;
	if (read_events(file, &header, why) < 0)
		return -1;
	return read_features(file, &header, why);
}
