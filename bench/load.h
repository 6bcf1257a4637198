/*
 * load.h: what profilers cost under load: where a service saturates, and what its
 * latency is on the way there.
 *
 * First the plain capacity of an endpoint is found, in a closed loop. Then, in
 * rounds, every arm gets a fresh service (two workers on one core) and is measured
 * saturated, and with Poisson arrivals at fixed shares of the plain capacity, the
 * same requests per second for every arm, all in random order and interleaved
 * (loadround.h). A round gives one log ratio to the baseline per figure: rounds are
 * the unit of statistics.
 *
 * A rate begins with an idle service and lasts for some seconds, so that latencies
 * near saturation are those of a burst of that length; for every arm alike.
 *
 * "The knee", where latency begins to grow without bound, is at an arm's own
 * capacity, so it moves by the ratio of capacities.
 */
#ifndef TARE_LOAD_H
#define TARE_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/reason.h"
#include "bench/progress.h"
#include "bench/run.h"
#include "stats/estimate.h"
#include "stats/histogram.h"

enum {
	LOAD_RATES = 4,
	LOAD_POINTS = 1 + LOAD_RATES, /* [0] is saturation */
	LOAD_ROUNDS_MAX = 50,
	LOAD_WORKERS = 2, /* of the service, on one core */
};

/* Of the plain capacity; [0] is not used. */
extern const double load_shares[LOAD_POINTS];

/* One arm at one rate in one round; all NAN when it was not measured. */
struct load_point {
	double throughput; /* good replies per second */
	double p50, p99;   /* latency from when a request was due, ns */
	double service_p50, service_p99; /* from when it was sent, ns */
};

/* The same over all rounds, for the tails. */
struct load_pool {
	struct histogram latency, service;
	struct histogram lateness; /* of the client */
	uint64_t arrivals, unsent, errors;
	double cpu; /* of the client: share of one CPU, mean */
	unsigned rounds;
	bool beyond; /* left out at least once: far more than the arm can do */
};

struct load_cell {
	struct load_point points[LOAD_ROUNDS_MAX][LOAD_POINTS];
	struct load_pool pools[LOAD_POINTS];
	unsigned failures; /* rounds that gave nothing */
	struct reason why; /* the last time */
};

struct load_endpoint {
	double capacity;	 /* plain, requests per second; 0: not known */
	unsigned rounds;	 /* begun */
	struct load_cell *cells; /* of the run's arms; NULL before */
};

struct load {
	struct run *run; /* arms, endpoints, seed, directory; borrowed */
	unsigned rounds; /* at most */
	unsigned connections;
	double seconds;	 /* of each point */
	double budget_s; /* for all: no round is begun that would exceed it */
	struct load_endpoint endpoints[ENDPOINT_MAX];
};

void load_release(struct load *load);

/*
 * Measure all, until done or stop_wanted(). RUN->complete says which. -1 with WHY
 * when nothing can be measured. Memory: 0.6 MB a cell.
 */
int load_measure(struct load *load, struct progress *progress,
		 struct reason *why);

/*
 * The log ratios arm / baseline of a figure (an offset in struct load_point) over
 * the rounds that have both. VALUES has room for LOAD_ROUNDS_MAX. How many.
 */
size_t load_ratios(const struct load_endpoint *endpoint, unsigned arm,
		   unsigned point, size_t figure, double *values);

/* Their mean with its interval; no values: as estimate.h says. */
int load_estimate(struct estimate *estimate, const struct load *load,
		  unsigned endpoint, unsigned arm, unsigned point,
		  size_t figure, struct reason *why);

/* The median of an arm's own figure over the rounds; NAN. */
double load_typical(const struct load_endpoint *endpoint, unsigned arm,
		    unsigned point, size_t figure);

#endif
