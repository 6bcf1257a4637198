/* trial.h: synthetic evidence on its way to a score. */
#ifndef TARE_TRIAL_H
#define TARE_TRIAL_H

#include "bench/score.h"
#include "workloads/workload.h"

enum { REQUESTS = 10 };

struct trial {
	struct truth truth;
	struct evidence evidence;
	struct score_input input;
	struct score score;
};

/* A tool that answers everything; its descriptor is all that scores look at. */
extern const struct profiler knows_all;

/* The truth of that workload with ARGS, no evidence, 1 s of CPU time. */
void trial_init(struct trial *trial, const char *name, const long *args);

/* Score it; fail unless GOT is WANT. */
void trial_make(struct trial *trial);
void trial_expect(double got, double want);

#endif
