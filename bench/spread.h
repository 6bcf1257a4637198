/*
 * spread.h: how far repeated answers to "plain against plain" lie apart, for this
 * instrument and for the usual way, at the same number of requests.
 *
 * The usual way starts the service, warms it up, takes the mean of 20 sequential requests,
 * and does the same again: the ratio of the two means ought to be 1. One answer each,
 * in turn, so that both see the same weather.
 */
#ifndef TARE_SPREAD_H
#define TARE_SPREAD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/reason.h"
#include "bench/progress.h"
#include "workloads/workload.h"

/* Of log ratios whose truth is 0. */
struct spread_way {
	size_t answers;
	double sd;
	double span; /* from the 2.5th to the 97.5th percentile */
	double over_5; /* share of answers that are more than 5 % off */
};

struct spread {
	struct spread_way usual, ours;
};

struct spread_plan {
	const struct workload *workload;
	long answers, requests, warmup, seed;
	double budget_s; /* end after it, with the answers that there are; 0 */
	bool pin;	 /* ours; the usual way is never pinned */
};

/* -1 with WHY. A signal ends it early, with the answers that there are. */
int spread_run(struct spread *spread, const struct spread_plan *plan,
	       struct progress *progress, struct reason *why);

#endif
