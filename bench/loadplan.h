/* loadplan.h: from what was asked for to a run under load. */
#ifndef TARE_LOADPLAN_H
#define TARE_LOADPLAN_H

#include "bench/load.h"

/* As on the command line. */
struct loadplan_options {
	const char *endpoints, *profilers; /* comma-separated, or NULL for all */
	double seconds; /* of a point; 0: as the budget allows */
	double budget_s;
	long rounds, connections, seed;
	bool no_pin, no_controls;
};

/*
 * Fill LOAD and its RUN, both all zero. A control arm, the baseline once more, is
 * added unless it is not wanted. -1 with WHY for what plan_make() refuses.
 */
int loadplan_make(struct load *load, struct run *run,
		  const struct loadplan_options *options, struct reason *why);

#endif
