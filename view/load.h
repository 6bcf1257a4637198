/* load.h: a profile of any kind, read into evidence. */
#ifndef TARE_LOAD_H
#define TARE_LOAD_H

#include <stddef.h>

#include "base/buf.h"
#include "base/reason.h"
#include "profilers/evidence.h"

struct load {
	const char *path;
	const char *program; /* that ran; NULL: not said */
	struct buf bytes;    /* of the file, uncompressed; its head of a large one */
	struct evidence *evidence;
	struct buf *notes; /* what is missing, a line each */
	const char *profiler; /* out: who wrote it */
};

/*
 * Read the file PATH, whatever kind of profile it is, into EVIDENCE, which is empty; set
 * *PROFILER to a constant. NOTES gets what is missing in it. -1 with WHY, which names
 * the file.
 */
int load_file(const char *path, const char *program, struct evidence *evidence,
	      const char **profiler, struct buf *notes, struct reason *why);

/* heaptrack's file, interpreted or raw, in `bytes`. */
int load_heaptrack(struct load *load, struct reason *why);

/* "main;f;g 12": functions alone. */
int load_folded(struct load *load, struct reason *why);

/* Replace `bytes`, which gzip or zstd made smaller, by what they were. */
int load_inflate(struct load *load, struct reason *why);

#endif
