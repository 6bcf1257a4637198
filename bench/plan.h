/* plan.h: from what was asked for to the arms and endpoints of a run. */
#ifndef TARE_PLAN_H
#define TARE_PLAN_H

#include "base/option.h"
#include "bench/run.h"

/* As on the command line. */
struct plan_options {
	const char *mode;
	const char *endpoints, *profilers; /* OPTION_LIST; NULL: all */
	struct words sweeps; /* "perf:freq=99,499", each */
	const char *url;
	long requests, warmup, blocks, seed;
	double budget_s;  /* 0: the default */
	double precision; /* percentage points */
	bool quick, no_pin, no_controls;
	bool accuracy; /* the yardsticks are endpoints, too */
};

/*
 * Fill an all-zero RUN. -1 with WHY for an unknown name, for options that contradict each
 * other, and for a profiler named that cannot work here.
 */
int plan_make(struct run *run, const struct plan_options *options,
	      struct reason *why);

#endif
