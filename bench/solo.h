/* solo.h: a workload under a profiler with no server: straight from the shell. */
#ifndef TARE_SOLO_H
#define TARE_SOLO_H

#include "base/reason.h"
#include "profilers/profiler.h"
#include "workloads/workload.h"

struct solo_plan {
	const struct profiler *profiler;
	const struct workload *workload;
	char **words; /* its parameters, "n=30" */
	int word_count;
	double seconds;	       /* that a tool which samples is to see; 1 or more */
	const char *directory; /* for evidence.json and what the tool wrote */
};

/* What there was to see. */
struct solo_seen {
	long runs;    /* of the workload */
	double cpu_s; /* that the program took while it was watched, user and system */
};

/*
 * Run it once, or where the tool samples as often as takes so long, and save what the
 * tool has seen. -1 with WHY, and SEEN is as it was.
 */
int solo_run(const struct solo_plan *plan, struct solo_seen *seen,
	     struct reason *why);

#endif
