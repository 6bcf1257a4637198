/*
 * perf_record.h: the records of a perf.data file, one after another.
 *
 * Life cycle: perf_file_open(), any number of perf_file_each(), perf_file_close(). The
 * file is read in pieces: its size costs no memory.
 */
#ifndef TARE_PERF_RECORD_H
#define TARE_PERF_RECORD_H

#include <linux/perf_event.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/reason.h"
#include "profilers/object.h"

enum { PERF_ATTR_MAX = 64, PERF_CHAIN_MAX = 1024, PERF_NAME_MAX = 64 };

/* One event that was recorded. */
struct perf_event {
	struct perf_event_attr attr;
	uint64_t *ids;
	size_t id_count;
	char name[PERF_NAME_MAX]; /* "cpu-clock" */
};

struct perf_built {
	char *path;
	struct build_id id;
};

struct perf_file {
	int fd;
	uint64_t data_at, data_size;
	struct perf_event events[PERF_ATTR_MAX];
	size_t event_count;
	struct perf_built *built; /* builds of the files that were mapped */
	size_t built_count;
	char *record; /* private: the one that is looked at */
};

/* A sample; pointers are into the record. */
struct perf_sample {
	const struct perf_event *event;
	bool kernel; /* it was there */
	uint32_t pid, tid;
	uint64_t ip, time, period;
	const uint64_t *chain; /* innermost first, with context marks */
	size_t chain_count;
	const uint64_t *registers; /* of the user, by `mask`; NULL: none */
	uint64_t mask;
	const unsigned char *stack; /* from the stack pointer on */
	uint64_t stack_size;
};

/*
 * -1 with WHY, which need not name the file: it is empty, something else, cut short, of
 * another machine, a pipe's, or compressed.
 */
int perf_file_open(struct perf_file *file, const char *path,
		   struct reason *why);
void perf_file_close(struct perf_file *file);

/* Call EACH with every record, in the order of the file; stops when it is not 0. */
int perf_file_each(struct perf_file *file,
		   int (*each)(const struct perf_file *file,
			       const struct perf_event_header *record,
			       void *data),
		   void *data, struct reason *why);

/* Take RECORD, a sample, apart. -1: it is damaged. */
int perf_sample_read(const struct perf_file *file,
		     const struct perf_event_header *record,
		     struct perf_sample *sample);

/* The build of the file PATH; NULL when it was not recorded. */
const struct build_id *perf_file_build(const struct perf_file *file,
				       const char *path);

#endif
