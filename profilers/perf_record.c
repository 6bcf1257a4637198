/*
 * perf_record.c: the records of a perf.data file, one after another.
 *
 * What a sample holds, and in which order, is in Linux's include/uapi/linux/perf_event.h
 * at PERF_RECORD_SAMPLE; it follows from the event's sample_type.
 */
#include "perf_record.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "profilers/perf_header.h"

/* A record has at most 64 KiB; so much is read at once. */
enum { RECORD_MOST = 65536, PIECE = 1 << 18 };

struct words {
	const unsigned char *at, *end;
};

static bool take(struct words *words, size_t count, const unsigned char **at)
{
	if ((size_t)(words->end - words->at) / 8 < count)
		return false;
	*at = words->at;
	words->at += 8 * count;
	return true;
}

static bool take_word(struct words *words, uint64_t *value)
{
	const unsigned char *at;

	if (!take(words, 1, &at))
		return false;
	memcpy(value, at, sizeof(*value));
	return true;
}

/* Take a word when BIT is in TYPE. */
static bool take_if(struct words *words, uint64_t type, uint64_t bit,
		    uint64_t *value)
{
	return !(type & bit) || take_word(words, value);
}

/* What PERF_SAMPLE_READ adds is of no use here. */
static bool skip_read(struct words *words, uint64_t format)
{
	const uint64_t extra = PERF_FORMAT_ID | PERF_FORMAT_LOST;
	const uint64_t clocks = PERF_FORMAT_TOTAL_TIME_ENABLED |
				PERF_FORMAT_TOTAL_TIME_RUNNING;
	size_t each = 1 + (size_t)__builtin_popcountll(format & extra);
	size_t times = (size_t)__builtin_popcountll(format & clocks);
	const unsigned char *ignored;
	uint64_t count = 1;

	if (format & PERF_FORMAT_GROUP && !take_word(words, &count))
		return false;
	return count < 1024 && take(words, times + count * each, &ignored);
}

static bool take_chain(struct words *words, struct perf_sample *sample)
{
	const unsigned char *at;
	uint64_t count;

	if (!take_word(words, &count) || count > PERF_CHAIN_MAX ||
	    !take(words, count, &at))
		return false;
	sample->chain = (const void *)at;
	sample->chain_count = count;
	return true;
}

/* A length in bytes of 32 bits, and as many, up to a whole word. */
static bool skip_raw(struct words *words)
{
	uint32_t size;

	if (words->end - words->at < 4)
		return false;
	memcpy(&size, words->at, sizeof(size));
	if ((size_t)(words->end - words->at) < size + (size_t)4)
		return false;
	words->at += size + 4;
	return true;
}

static bool skip_branches(struct words *words, uint64_t kinds)
{
	enum { HARDWARE_INDEX = 1 << 17 };
	const unsigned char *at;
	uint64_t count;

	return take_word(words, &count) && count < 4096 &&
	       take(words, 3 * count + !!(kinds & HARDWARE_INDEX), &at);
}

static bool take_registers(struct words *words, struct perf_sample *sample)
{
	const struct perf_event_attr *attr = &sample->event->attr;
	size_t count = (size_t)__builtin_popcountll(attr->sample_regs_user);
	const unsigned char *at;
	uint64_t abi;

	if (!take_word(words, &abi))
		return false;
	if (abi == PERF_SAMPLE_REGS_ABI_NONE)
		return true;
	if (!take(words, count, &at))
		return false;
	sample->registers = (const void *)at;
	sample->mask = attr->sample_regs_user;
	return true;
}

static bool take_stack(struct words *words, struct perf_sample *sample)
{
	const unsigned char *at;
	uint64_t size, filled;

	if (!take_word(words, &size))
		return false;
	if (size == 0)
		return true;
	if (size > RECORD_MOST || !take(words, size / 8, &at) ||
	    !take_word(words, &filled))
		return false;
	sample->stack = at;
	sample->stack_size = filled < size ? filled : size;
	return true;
}

static bool take_rest(struct words *words, uint64_t type,
		      struct perf_sample *sample)
{
	const struct perf_event_attr *attr = &sample->event->attr;

	return (!(type & PERF_SAMPLE_READ) ||
		skip_read(words, attr->read_format)) &&
	       (!(type & PERF_SAMPLE_CALLCHAIN) || take_chain(words, sample)) &&
	       (!(type & PERF_SAMPLE_RAW) || skip_raw(words)) &&
	       (!(type & PERF_SAMPLE_BRANCH_STACK) ||
		skip_branches(words, attr->branch_sample_type)) &&
	       (!(type & PERF_SAMPLE_REGS_USER) ||
		take_registers(words, sample)) &&
	       (!(type & PERF_SAMPLE_STACK_USER) || take_stack(words, sample));
}

static bool has_id(const struct perf_event *event, uint64_t id)
{
	for (size_t i = 0; i < event->id_count; i++)
		if (event->ids[i] == id)
			return true;
	return false;
}

/* Where in a sample its event's number is, in words; -1: nowhere. */
static int id_at(uint64_t type)
{
	const uint64_t before = PERF_SAMPLE_IP | PERF_SAMPLE_TID |
				PERF_SAMPLE_TIME | PERF_SAMPLE_ADDR;

	if (type & PERF_SAMPLE_IDENTIFIER)
		return 0;
	if (type & PERF_SAMPLE_ID)
		return __builtin_popcountll(type & before);
	return -1;
}

/* Whose sample it is. (perf lets all events have their numbers in one place.) */
static const struct perf_event *find_event(const struct perf_file *file,
					   struct words words)
{
	int at = id_at(file->events[0].attr.sample_type);
	uint64_t id = 0;

	if (file->event_count == 1)
		return &file->events[0];
	for (int i = 0; i <= at; i++)
		if (!take_word(&words, &id))
			return NULL;
	for (size_t i = 0; at >= 0 && i < file->event_count; i++)
		if (has_id(&file->events[i], id))
			return &file->events[i];
	return NULL;
}

int perf_sample_read(const struct perf_file *file,
		     const struct perf_event_header *record,
		     struct perf_sample *sample)
{
	const unsigned char *body = (const void *)(record + 1);
	struct words words = { body, (const unsigned char *)record +
					     record->size };
	uint64_t task = 0, ignored, type;

	*sample = (struct perf_sample){ .event = find_event(file, words) };
	if (!sample->event)
		return -1;
	type = sample->event->attr.sample_type;
	sample->kernel = (record->misc & PERF_RECORD_MISC_CPUMODE_MASK) ==
			 PERF_RECORD_MISC_KERNEL;
	sample->period = sample->event->attr.sample_period;
	if (!take_if(&words, type, PERF_SAMPLE_IDENTIFIER, &ignored) ||
	    !take_if(&words, type, PERF_SAMPLE_IP, &sample->ip) ||
	    !take_if(&words, type, PERF_SAMPLE_TID, &task) ||
	    !take_if(&words, type, PERF_SAMPLE_TIME, &sample->time) ||
	    !take_if(&words, type, PERF_SAMPLE_ADDR, &ignored) ||
	    !take_if(&words, type, PERF_SAMPLE_ID, &ignored) ||
	    !take_if(&words, type, PERF_SAMPLE_STREAM_ID, &ignored) ||
	    !take_if(&words, type, PERF_SAMPLE_CPU, &ignored) ||
	    !take_if(&words, type, PERF_SAMPLE_PERIOD, &sample->period) ||
	    !take_rest(&words, type, sample))
		return -1;
	sample->pid = (uint32_t)task;
	sample->tid = (uint32_t)(task >> 32);
	return 0;
}

int perf_file_open(struct perf_file *file, const char *path, struct reason *why)
{
	*file = (struct perf_file){ .fd = open(path, O_RDONLY | O_CLOEXEC) };
	if (file->fd < 0)
		return reason_errno(why, "it cannot be opened");
	file->record = malloc(PIECE);
	if (!file->record) {
		perf_file_close(file);
		return reason_set(why, "no memory for its records");
	}
	if (perf_header_read(file, why) == 0)
		return 0;
	perf_file_close(file);
	return -1;
}

void perf_file_close(struct perf_file *file)
{
	for (size_t i = 0; i < file->event_count; i++)
		free(file->events[i].ids);
	for (size_t i = 0; i < file->built_count; i++)
		free(file->built[i].path);
	free(file->built);
	free(file->record);
	if (file->fd >= 0)
		close(file->fd);
	*file = (struct perf_file){ .fd = -1 };
}

/* The piece of SIZE bytes that starts at AT, records whole. Returns what was used. */
static ssize_t walk_piece(struct perf_file *file, size_t size,
			  int (*each)(const struct perf_file *,
				      const struct perf_event_header *, void *),
			  void *data, int *status)
{
	size_t at = 0;

	while (*status == 0 && size - at >= sizeof(struct perf_event_header)) {
		const struct perf_event_header *record =
			(const void *)(file->record + at);

		if (record->size < sizeof(*record) || record->size % 8 != 0)
			return -1;
		if (record->size > size - at)
			break;
		*status = each(file, record, data);
		at += record->size;
	}
	return (ssize_t)at;
}

int perf_file_each(struct perf_file *file,
		   int (*each)(const struct perf_file *file,
			       const struct perf_event_header *record,
			       void *data),
		   void *data, struct reason *why)
{
	uint64_t done = 0;
	int status = 0;

	while (done < file->data_size && status == 0) {
		uint64_t left = file->data_size - done;
		size_t size = left < PIECE ? (size_t)left : PIECE;
		ssize_t used;

		if (pread(file->fd, file->record, size,
			  (off_t)(file->data_at + done)) != (ssize_t)size)
			return reason_errno(why, "it cannot be read");
		used = walk_piece(file, size, each, data, &status);
		if (used <= 0)
			return reason_set(why, "it is damaged: a record at byte "
					       "%llu that cannot be one",
					  (unsigned long long)(file->data_at +
							       done));
		done += (uint64_t)used;
	}
	return status;
}

const struct build_id *perf_file_build(const struct perf_file *file,
				       const char *path)
{
	for (size_t i = 0; i < file->built_count; i++)
		if (strcmp(file->built[i].path, path) == 0)
			return &file->built[i].id;
	return NULL;
}
