/*
 * perf_maps.h: what the processes of a perf.data file had mapped where.
 *
 * Life cycle: zeroed is empty; perf_maps_read() once, use, perf_maps_release(). Of two
 * mappings of one address the later one counts.
 */
#ifndef TARE_PERF_MAPS_H
#define TARE_PERF_MAPS_H

#include "profilers/perf_record.h"
#include "profilers/table.h"

enum { PERF_NOWHERE = UINT32_MAX };

struct perf_map {
	uint64_t start, end, offset;
	uint32_t object;
};

struct perf_process {
	uint32_t pid, parent; /* 0: not known */
	uint32_t program;     /* the object that it runs, or PERF_NOWHERE */
	struct perf_map *maps;
	size_t count;
};

/* A file that was mapped; opened when it is needed. */
struct perf_object {
	char *path;
	struct build_id id;
	struct object *object;
};

enum { PERF_CACHE = 4096 };

struct perf_maps {
	struct perf_process *processes;
	size_t process_count;
	struct table process_table;
	struct perf_object *objects;
	size_t object_count;
	struct table object_table;
	struct {
		uint32_t process;
		uint64_t page;
		const struct perf_map *map;
	} cache[PERF_CACHE];
};

int perf_maps_read(struct perf_maps *maps, struct perf_file *file,
		   struct reason *why);
void perf_maps_release(struct perf_maps *maps);

/* NULL when it is in no list. */
const struct perf_process *perf_maps_process(struct perf_maps *maps,
					     uint32_t pid);

/* What PROCESS, or who it was forked from, has at ADDRESS; NULL: nothing known. */
const struct perf_map *perf_maps_find(struct perf_maps *maps,
				      const struct perf_process *process,
				      uint64_t address);

/* What PROCESS, or who it was forked from, runs. */
uint32_t perf_maps_program(struct perf_maps *maps,
			   const struct perf_process *process);

/* NULL without memory. */
struct object *perf_maps_object(struct perf_maps *maps, uint32_t object);

#endif
