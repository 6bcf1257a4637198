/*
 * heaptrack_file.h: what heaptrack_interpret prints: a recording with names.
 *
 * Life cycle: heaptrack_file_read() once, use, heaptrack_file_release(), also
 * after a failed read. The text that was read must outlive the file, which
 * points into it. Indices count from 1, and 0 is "none", but for `infos`.
 */
#ifndef TARE_HEAPTRACK_FILE_H
#define TARE_HEAPTRACK_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/reason.h"
#include "profilers/scan.h"

enum {
	/* Heaptrack keeps 64 frames, of which the first two are its own. */
	HEAPTRACK_FRAMES = 62,
	/* What is deeper cannot come from heaptrack. */
	HEAPTRACK_DEPTH_MAX = 1024,
};

/* A function at a line. */
struct heaptrack_frame {
	uint32_t function; /* index of a string, as is file */
	uint32_t file;
	int line;
};

/* An instruction: its innermost frame, then those that it was inlined into. */
struct heaptrack_ip {
	uint32_t module; /* index of a string: path of a program or library */
	uint32_t first;	 /* of its frames; the position, from 0 */
	uint32_t frames; /* how many; 0 when the tool does not know */
};

/* A call stack: an instruction, and the stack of its caller. */
struct heaptrack_trace {
	uint32_t ip;
	uint32_t parent; /* always less than its own index */
	uint32_t depth;	 /* 1 without a caller */
};

/* All allocations of one size from one stack. */
struct heaptrack_info {
	uint64_t size;
	uint32_t trace;
	uint64_t count; /* ever made */
	uint64_t live;	/* not freed at the end */
	uint64_t peak;	/* live when, for the first time, most bytes were */
	uint64_t temporary; /* freed before anything else was allocated */
};

struct heaptrack_file {
	struct scan *strings;
	struct heaptrack_frame *frames;
	struct heaptrack_ip *ips;
	struct heaptrack_trace *traces;
	struct heaptrack_info *infos;
	size_t string_count, frame_count, ip_count, trace_count, info_count;

	uint64_t bytes;	     /* live now, while reading */
	uint64_t peak_bytes; /* the most that were ever live */
	uint64_t events;     /* allocations and frees so far */
	uint32_t newest;     /* position + 1 of what was allocated last; 0: freed */
	uint64_t peak_event; /* the first after which peak_bytes were live */
};

/*
 * -1 with WHY when TEXT is empty, something else, damaged, or not whole: it
 * must end in the program's exit, unless it is LIVE, and the summary of
 * heaptrack_interpret.
 */
int heaptrack_file_read(struct heaptrack_file *file, const char *text,
			size_t length, bool live, struct reason *why);
void heaptrack_file_release(struct heaptrack_file *file);

#endif
