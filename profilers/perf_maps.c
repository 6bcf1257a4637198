/* perf_maps.c: what the processes of a perf.data file had mapped where. */
#include "perf_maps.h"

#include <stdlib.h>
#include <string.h>

#include "profilers/array.h"

enum { FORK_DEPTH_MAX = 16 };

struct reading {
	struct perf_maps *maps;
	const struct perf_file *file;
};

static void process_key(const void *entry, struct table_key *key)
{
	const struct perf_process *process = entry;

	*key = (struct table_key){ .line = (int)process->pid };
}

static void object_key(const void *entry, struct table_key *key)
{
	const struct perf_object *object = entry;

	*key = (struct table_key){ .name = object->path };
}

static size_t find_process(struct perf_maps *maps, uint32_t pid)
{
	const struct table_array array = { maps->processes,
					   maps->process_count,
					   sizeof(*maps->processes),
					   process_key };
	const struct table_key key = { .line = (int)pid };
	size_t at = TABLE_NONE;

	table_find(&maps->process_table, &array, &key, &at);
	return at;
}

static struct perf_process *get_process(struct perf_maps *maps, uint32_t pid)
{
	size_t at = find_process(maps, pid);
	struct perf_process *grown;

	if (at != TABLE_NONE)
		return &maps->processes[at];
	grown = array_grow(maps->processes, maps->process_count,
			   sizeof(*grown));
	if (!grown)
		return NULL;
	maps->processes = grown;
	grown += maps->process_count++;
	*grown = (struct perf_process){ .pid = pid, .program = PERF_NOWHERE };
	return grown;
}

/* -1: out of memory. */
static int get_object(struct reading *reading, const char *path, uint32_t *index)
{
	struct perf_maps *maps = reading->maps;
	const struct table_array array = { maps->objects, maps->object_count,
					   sizeof(*maps->objects), object_key };
	const struct table_key key = { .name = path };
	const struct build_id *id;
	struct perf_object *grown;
	size_t at;

	if (table_find(&maps->object_table, &array, &key, &at) < 0)
		return -1;
	*index = (uint32_t)at;
	if (at != TABLE_NONE)
		return 0;
	grown = array_grow(maps->objects, maps->object_count, sizeof(*grown));
	if (!grown)
		return -1;
	maps->objects = grown;
	grown += maps->object_count;
	grown->path = strdup(path);
	if (!grown->path)
		return -1;
	id = perf_file_build(reading->file, path);
	if (id)
		grown->id = *id;
	*index = (uint32_t)maps->object_count++;
	return 0;
}

/* What is not a file is in brackets, or not below a directory: "//anon". */
static bool is_file(const char *path)
{
	return *path == '/' && strncmp(path, "//", 2) != 0;
}

static int add_map(struct reading *reading, uint32_t pid, struct perf_map map,
		   const char *path)
{
	struct perf_process *process = get_process(reading->maps, pid);
	struct perf_map *grown;

	if (!process || get_object(reading, path, &map.object) < 0)
		return -1;
	grown = array_grow(process->maps, process->count, sizeof(*grown));
	if (!grown)
		return -1;
	process->maps = grown;
	grown[process->count++] = map;
	/* A program is mapped before the libraries that it needs. */
	if (process->program == PERF_NOWHERE && is_file(path))
		process->program = map.object;
	return 0;
}

/* pid, tid, start, length, offset; of MMAP2 24 bytes and protection; the path. */
static int read_map(struct reading *reading,
		    const struct perf_event_header *record)
{
	struct {
		uint32_t pid, tid;
		uint64_t start, length, offset;
	} body;
	size_t fixed = sizeof(*record) + sizeof(body);
	const char *bytes = (const char *)record;

	if (record->type == PERF_RECORD_MMAP2)
		fixed += 32;
	/* Kernel addresses are known by their sample's mode. */
	if (record->size <= fixed ||
	    (record->misc & PERF_RECORD_MISC_CPUMODE_MASK) !=
		    PERF_RECORD_MISC_USER ||
	    record->misc & PERF_RECORD_MISC_MMAP_DATA ||
	    !memchr(bytes + fixed, '\0', record->size - fixed))
		return 0;
	memcpy(&body, record + 1, sizeof(body));
	return add_map(reading, body.pid,
		       (struct perf_map){ body.start, body.start + body.length,
					  body.offset, 0 },
		       bytes + fixed);
}

/* A new program: what the process had mapped is gone. */
static int read_exec(struct perf_maps *maps,
		     const struct perf_event_header *record)
{
	struct perf_process *process;
	uint32_t pid;

	if (!(record->misc & PERF_RECORD_MISC_COMM_EXEC) ||
	    record->size < sizeof(*record) + sizeof(pid))
		return 0;
	memcpy(&pid, record + 1, sizeof(pid));
	process = get_process(maps, pid);
	if (!process)
		return -1;
	free(process->maps);
	process->maps = NULL;
	process->count = 0;
	process->program = PERF_NOWHERE;
	return 0;
}

static int read_fork(struct perf_maps *maps,
		     const struct perf_event_header *record)
{
	struct perf_process *process;
	uint32_t pids[2]; /* child, parent */

	if (record->size < sizeof(*record) + sizeof(pids))
		return 0;
	memcpy(pids, record + 1, sizeof(pids));
	if (pids[0] == pids[1])
		return 0; /* a thread */
	process = get_process(maps, pids[0]);
	if (!process)
		return -1;
	process->parent = pids[1];
	return 0;
}

static int read_record(const struct perf_file *file,
		       const struct perf_event_header *record, void *data)
{
	struct reading *reading = data;

	(void)file;
	switch (record->type) {
	case PERF_RECORD_MMAP:
	case PERF_RECORD_MMAP2:
		return read_map(reading, record);
	case PERF_RECORD_COMM:
		return read_exec(reading->maps, record);
	case PERF_RECORD_FORK:
		return read_fork(reading->maps, record);
	default:
		return 0;
	}
}

int perf_maps_read(struct perf_maps *maps, struct perf_file *file,
		   struct reason *why)
{
	struct reading reading = { maps, file };

	reason_set(why, "no memory for its mappings");
	return perf_file_each(file, read_record, &reading, why);
}

void perf_maps_release(struct perf_maps *maps)
{
	for (size_t i = 0; i < maps->process_count; i++)
		free(maps->processes[i].maps);
	for (size_t i = 0; i < maps->object_count; i++) {
		free(maps->objects[i].path);
		object_close(maps->objects[i].object);
	}
	free(maps->processes);
	free(maps->objects);
	table_release(&maps->process_table);
	table_release(&maps->object_table);
}

const struct perf_process *perf_maps_process(struct perf_maps *maps,
					     uint32_t pid)
{
	size_t at = find_process(maps, pid);

	return at == TABLE_NONE ? NULL : &maps->processes[at];
}

/* Who PROCESS was forked from; NULL when that is not known. */
static const struct perf_process *ancestor(struct perf_maps *maps,
					   const struct perf_process *process)
{
	return process->parent ? perf_maps_process(maps, process->parent) :
				 NULL;
}

static const struct perf_map *search(struct perf_maps *maps,
				     const struct perf_process *process,
				     uint64_t address)
{
	for (int i = 0; process && i < FORK_DEPTH_MAX; i++) {
		for (size_t j = process->count; j > 0; j--) {
			const struct perf_map *map = &process->maps[j - 1];

			if (address >= map->start && address < map->end)
				return map;
		}
		process = ancestor(maps, process);
	}
	return NULL;
}

const struct perf_map *perf_maps_find(struct perf_maps *maps,
				      const struct perf_process *process,
				      uint64_t address)
{
	uint32_t index = (uint32_t)(process - maps->processes);
	uint64_t page = address >> 12;
	size_t slot = ((page ^ index * UINT64_C(40503)) *
		       UINT64_C(0x9e3779b97f4a7c15)) >> 52;

	if (!maps->cache[slot].map || maps->cache[slot].process != index ||
	    maps->cache[slot].page != page) {
		maps->cache[slot].process = index;
		maps->cache[slot].page = page;
		maps->cache[slot].map = search(maps, process, address);
	}
	return maps->cache[slot].map;
}

uint32_t perf_maps_program(struct perf_maps *maps,
			   const struct perf_process *process)
{
	for (int i = 0; process && i < FORK_DEPTH_MAX; i++) {
		if (process->program != PERF_NOWHERE)
			return process->program;
		process = ancestor(maps, process);
	}
	return PERF_NOWHERE;
}

struct object *perf_maps_object(struct perf_maps *maps, uint32_t object)
{
	struct perf_object *o = &maps->objects[object];

	if (!o->object)
		o->object = object_open(o->path, &o->id);
	return o->object;
}
