/* bench.h: carries a run out: evidence first, then blocks until it is precise. */
#ifndef TARE_BENCH_H
#define TARE_BENCH_H

#include "bench/progress.h"
#include "bench/run.h"

/*
 * Measure RUN, whose plan, arms and endpoints are set and which has begun. Whatever
 * happens, what was measured is in RUN->directory/run.json, checkpointed on the
 * way. Returns 0 (RUN->complete says whether a signal cut it short), or -1 with WHY.
 */
int bench_run(struct run *run, struct progress *progress, struct reason *why);

#endif
