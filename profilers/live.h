/*
 * live.h: what a tool has written so far, taken aside while it goes on writing.
 *
 * A profile of a running service is read as one of an ended service is, by
 * profiler->read(), but from a directory of copies. These help to make them.
 */
#ifndef TARE_LIVE_H
#define TARE_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/buf.h"
#include "base/reason.h"

/* A wish to know what one process has been seen to do. */
struct live {
	const char *out;  /* directory that {out} stood for */
	const char *into; /* where the copies go */
	const char *id;	  /* what {pid} stood for; the worker's pid */
	/* When it was asked, by the clock that files are stamped with. */
	struct timespec asked;
};

/* The clock that files are stamped with, which goes in ticks of milliseconds. */
struct timespec live_clock(void);

/*
 * PATH has been written to since it was asked. A write in the same tick counts only if
 * SAME_TICK: it may have been before.
 */
bool live_written(const struct live *live, const char *path, bool same_tick);

/* Copy OUT/NAME as far as its last whole line. */
int live_copy_lines(const struct live *live, const char *name,
		    struct reason *why);

/* Copy the files of OUT whose names start with PREFIX; with WANTED, those it takes. */
int live_copy_files(const struct live *live, const char *prefix,
		    bool (*wanted)(const char *name), struct reason *why);

/* Write TEXT as INTO/NAME. */
int live_put(const struct live *live, const char *name, const struct buf *text,
	     struct reason *why);

#endif
