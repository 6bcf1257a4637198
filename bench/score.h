/*
 * score.h: how right a profiler's answer is, as a pure function of what it says and
 * what is true.
 *
 * Definitions, each a share unless said otherwise, NAN where the tool does not
 * answer or the truth is not known:
 *
 * calls	worst |reported / true - 1| over the functions of the truth
 * cpu		parts of the truth are compared by their share of what all parts
 *		have; worst and mean difference in percentage points (the
 *		experiment of Berger et al., Scalene, OSDI 2023, 6.2)
 * overlap	sum of min(true, reported) over the parts and "all else", the profile
 *		overlap of LLVM (llvm-profdata overlap); 1 is perfect, and what it
 *		lacks is the total variation distance; of a simulator over the
 *		parts alone
 * edges	recall: of what is reported of a function whose caller is known, how
 *		much is below that caller; wrong: how much of what is between
 *		two functions of the truth is between two that do not call
 * memory	worst |reported / true - 1| over functions, of the truth in the
 *		tool's own unit
 * yield	samples x period / CPU time of the service: 1 lost nothing; where
 *		100 samples or more were due
 * imbalance	parts of the evidence against its own sums: 0 adds up
 */
#ifndef TARE_SCORE_H
#define TARE_SCORE_H

#include <stdbool.h>

#include "profilers/profiler.h"
#include "workloads/truth.h"

struct score_input {
	const struct evidence *evidence;
	const struct profiler *profiler;
	const struct truth *truth; /* of one request */
	double requests;
	double service_cpu_s; /* while the tool watched; NAN: not known */
	/* CPU time of each part by the program's own clocks; NAN: not known. */
	double part_cpu_s[PART_MAX];
};

struct score {
	double calls_error;
	unsigned calls_missing;	 /* called, but the tool has no call */
	unsigned calls_invented; /* not called, but the tool has calls */

	unsigned part_count;
	double share[PART_MAX]; /* reported */
	double cpu_worst, cpu_mean; /* points */
	double overlap;
	char hottest[64];   /* function with most self time; "" */
	bool hottest_right; /* it is of the largest part, or of an equal one */

	double edge_recall, edge_wrong;
	double tail_seen; /* recall of edges that are jumps */

	double allocations_error, bytes_error, peak_error, leaks_error;

	double yield;
	double imbalance;
	const char *imbalance_of; /* what does not add up */

	/* The worst of all errors, 0 to 1: tools are ranked by it. */
	double wrongness;
};

void score_make(struct score *score, const struct score_input *input);

/* |REPORTED / EXPECTED - 1|; what is reported where nothing is: 1. */
double score_error(double expected, double reported);

/* *WORST = the greater of the two, where NAN is less than any. */
void score_worst(double *worst, double error);

/* The pieces of score_make(); each fills its own members. */
void score_calls(struct score *score, const struct score_input *input);
void score_cpu(struct score *score, const struct score_input *input);
void score_edges(struct score *score, const struct score_input *input);
void score_memory(struct score *score, const struct score_input *input);
void score_balance(struct score *score, const struct score_input *input);

#endif
