/*
 * estimate.h: what the blocks of one cell say about its cost.
 *
 * A block gives one value, the natural log of the ratio of profiler to
 * baseline: 0 is no difference, log(1.02) is 2 % slower. Blocks are the unit of
 * statistics; requests within a block are correlated and must never be pooled.
 * exp() turns every figure here except `sd`, `robust_sd`, `error` and `p` into
 * a ratio.
 *
 * From ESTIMATE_TRIM_FROM blocks on, the mean is that of the middle 60 % of
 * them, and the ends count as their nearest neighbours for the spread: Student's
 * t on trimmed means (Tukey and McLaughlin 1963; Yuen 1974, section 2). A
 * neighbour on a shared machine disturbs some blocks tenfold; with 5 % of such
 * blocks this halves the interval, on clean ones it costs 8 % of the width.
 * What it estimates is the trimmed mean: the mean, where values scatter alike
 * to both sides. Fewer blocks are not trimmed, since the interval would then
 * miss 6.5 % of the time (simulated, n = 10).
 *
 * Invariants: with no value, mean and both sd are NAN; with fewer than two, sd,
 * error and p are NAN and the interval is (-INFINITY, INFINITY).
 */
#ifndef TARE_ESTIMATE_H
#define TARE_ESTIMATE_H

#include <stddef.h>

#include "base/reason.h"

enum { ESTIMATE_TRIM_FROM = 16 };

struct estimate {
	size_t n;	   /* values */
	size_t cut;	   /* of them left out of the mean, at each end */
	double confidence; /* of the interval, as a share: 0.95 */
	double stretch;	   /* factor on `error`; 1 for a fixed n */
	double mean;	   /* log ratio, of the values that are not cut */
	double sd;	   /* of one block, all of them, divisor n - 1 */
	double robust_sd;  /* 1.4826 * median |x - median|: resists outliers */
	double error;	   /* standard error of the mean, stretched */
	double low, high;  /* interval of the mean log ratio */
	double p;	   /* two-sided, of "no difference" */
};

/*
 * Mean +- t(n - 2 cut - 1) * error; without a cut Student's (1908) interval and
 * test. STRETCH is that of the stopping rule (sequential.h), or 1 where n was
 * fixed beforehand. When all values that count are the same, the interval has
 * no width and p is 0, or 1 if they are all 0.
 *
 * Returns -1 with WHY on a value that is not finite, a CONFIDENCE not within
 * (0, 1), a STRETCH below 1, or without memory.
 */
int estimate_blocks(struct estimate *estimate, const double *values, size_t n,
		    double confidence, double stretch, struct reason *why);

/*
 * The same with floor(SHARE * n) values cut at each end, SHARE in [0, 0.5). Where
 * fewer than two are left: error and p are NAN, the interval infinite.
 */
int estimate_trimmed(struct estimate *estimate, const double *values, size_t n,
		     double share, double confidence, double stretch,
		     struct reason *why);

/* Degrees of freedom of its t quantile: values that count, less one. */
double estimate_freedom(const struct estimate *estimate);

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
