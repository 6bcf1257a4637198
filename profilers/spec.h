/* spec.h: profilers as they are named on the command line. */
#ifndef TARE_SPEC_H
#define TARE_SPEC_H

#include "profilers/profiler.h"

enum { SWEEP_MAX = 16 };

/* Variants of one profiler that differ in one setting. */
struct sweep {
	const char *setting;
	const struct profiler *variants[SWEEP_MAX]; /* in the values' order */
	unsigned count;
};

/*
 * The profiler that WORD names, "perf" or "perf:freq=99,unwind=dwarf". It lives as
 * long as the program; equal words give the same one. NULL with WHY.
 */
const struct profiler *spec_find(const char *word, struct reason *why);

/*
 * The first word of LIST, "perf:freq=99,unwind=fp,gprof", malloc'd; LIST moves on
 * behind it. A part with a "=" but no ":" goes on with the word before it, and empty
 * ones are passed over. NULL at the end.
 */
char *spec_next(const char **list);

/*
 * "perf:unwind=dwarf,freq=99,499,999": the last setting takes several values, which
 * are put in order. -1 with WHY.
 */
int spec_sweep(const char *words, struct sweep *sweep, struct reason *why);

#endif
