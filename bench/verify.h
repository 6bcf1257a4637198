/*
 * verify.h: proves the instrument on this machine, by measuring what is known.
 *
 * An A/A experiment compares the plain service with itself; how often its test finds a
 * difference all the same is the false-alarm rate, and the mean over all experiments
 * the instrument's own bias. An injection adds a known share of the handler's time; how
 * often the interval holds the truth is its coverage.
 */
#ifndef TARE_VERIFY_H
#define TARE_VERIFY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/option.h"
#include "base/reason.h"
#include "bench/progress.h"
#include "workloads/workload.h"

struct verify_plan {
	const struct workload *workload;
	long aa;	    /* A/A experiments */
	long tries;	    /* experiments of each injection */
	long blocks;	    /* of an experiment */
	double seconds;	    /* or: how long an experiment takes; 0 */
	double budget_s;    /* end after it, whatever is left; 0: no limit */
	struct numbers inject; /* percent of the handler's time */
	long requests, warmup, seed;
	bool pin;
};

/* A share with its exact interval (Clopper and Pearson 1934), 95 %. */
struct share {
	size_t hits, of;
	double low, high;
};

struct verify_aa {
	size_t experiments, blocks;
	struct share at_5, at_1; /* false alarms at these levels */
	double bias, bias_low, bias_high; /* log ratio */
	double bias_p; /* one-sided, that it is SOUND_BIAS at most */
	double sd, robust_sd; /* of a block, log ratio */
	double half_width; /* of an experiment's interval, mean */
};

/* One known cost, seen in one metric. Log ratios over the experiments. */
struct verify_view {
	struct share covered; /* the 95 % interval holds the truth */
	struct share beneath; /* it ends below the truth */
	double measured;   /* of all blocks as one experiment */
	double truth;	   /* median: some may have met a busy machine */
	double half_width; /* mean */
};

/*
 * The time that the handler adds is known to itself, so its own time has an exact truth.
 * Of the latency only a part is known: what waits for a longer handler grows colder
 * meanwhile, and is slower then. On virtual machines this was 1 % of what was added.
 */
struct verify_injection {
	double percent; /* of the handler's time */
	size_t experiments, blocks;
	struct verify_view handler, latency;
	struct share detected; /* the latency was called slower */
};

struct verify {
	bool pinned, awake, complete;
	double elapsed_s;
	struct verify_aa aa;
	size_t injection_count;
	struct verify_injection injections[16];
};

/* -1 with WHY. A signal ends it early, with what there is: `complete` is false. */
int verify_run(struct verify *verify, const struct verify_plan *plan,
	       struct progress *progress, struct reason *why);

void share_set(struct share *share, size_t hits, size_t of);

#endif
