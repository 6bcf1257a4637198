/*
 * estimate.h: what the blocks of one cell say about its cost.
 *
 * A block gives one value, the natural log of the ratio of profiler to
 * baseline: 0 is no difference, log(1.02) is 2 % slower. Blocks are the unit of
 * statistics; requests within a block are correlated and must never be pooled.
 * exp() turns every figure here except `sd`, `robust_sd`, `error` and `p` into
 * a ratio.
 *
 * Invariants: with no value, mean and both sd are NAN; with fewer than two, sd,
 * error and p are NAN and the interval is (-INFINITY, INFINITY).
 */
#ifndef TARE_ESTIMATE_H
#define TARE_ESTIMATE_H

#include <stddef.h>

#include "base/reason.h"

struct estimate {
	size_t n;	   /* values */
	double confidence; /* of the interval, as a share: 0.95 */
	double stretch;	   /* factor on `error`; 1 for a fixed n */
	double mean;	   /* log ratio */
	double sd;	   /* of one block, divisor n - 1 */
	double robust_sd;  /* 1.4826 * median |x - median|: resists outliers */
	double error;	   /* of the mean: stretch * sd / sqrt(n) */
	double low, high;  /* interval of the mean log ratio */
	double p;	   /* two-sided, of "no difference" */
};

/*
 * Student's (1908) t interval and test: mean +- t(n - 1) * error. STRETCH is
 * that of the stopping rule (sequential.h), or 1 where n was fixed beforehand.
 * When all values are the same, the interval has no width and p is 0, or 1 if
 * they are all 0.
 *
 * Returns -1 with WHY on a value that is not finite, a CONFIDENCE not within
 * (0, 1), a STRETCH below 1, or without memory.
 */
int estimate_blocks(struct estimate *estimate, const double *values, size_t n,
		    double confidence, double stretch, struct reason *why);

/*
 * The two-sided p value of "the mean is REFERENCE", and the ends of the
 * interval at another confidence, from the same estimate.
 */
double estimate_p(const struct estimate *estimate, double reference);
void estimate_interval(const struct estimate *estimate, double confidence,
		       double *low, double *high);

/* Every value is finite; else -1 with WHY naming the first that is not. */
int estimate_check(const double *values, size_t n, double confidence,
		   struct reason *why);

#endif
