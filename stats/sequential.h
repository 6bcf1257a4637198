/*
 * sequential.h: when to stop adding blocks, at an unchanged rate of error.
 *
 * Blocks are added until the interval of the mean is as narrow as wanted, never
 * before a least number. Stopping there favours moments at which the noise looks
 * smaller than it is, so that a plain 95 % interval would miss up to 8.1 % of
 * the time. So the standard error is stretched, by 1.16 for a least number of 8,
 * which is the most that any level of noise needs, and intervals and tests
 * computed with it keep their rate.
 *
 * The rule is that of Chow and Robbins (1965) with the interval of estimate.h;
 * with normal values its error depends on the noise level alone and has a worst
 * case (Starr 1966). The stretch is that worst case: over 17 noise levels
 * (needing 8 to 385 blocks), 40,000 simulated experiments each, the (1 - alpha)
 * quantile of |mean - truth| / plain half-width at the stop, alpha 0.05. Heavy
 * tails and symmetric outliers miss less. Stopping on width never looks at whether
 * the interval holds 0; stopping on that is not covered.
 *
 * Price, with a standard deviation of 1 % and a wanted half-width of 0.5 %: 24
 * blocks. On untrimmed means the plain interval takes 17 and errs, an always-valid
 * one (Lai 1976) takes 52, doubling looks with a union bound 48. Stein's (1945) two
 * stages take 21, but miss 12 to 22 % of the time when 5 % of the blocks are off
 * tenfold.
 */
#ifndef TARE_SEQUENTIAL_H
#define TARE_SEQUENTIAL_H

#include <stddef.h>

#include "base/reason.h"
#include "stats/estimate.h"

/* The least number of blocks that a rule may have. */
enum { SEQUENTIAL_LEAST_MIN = 6 };

struct sequential_rule {
	double absolute;   /* wanted half-width of the log ratio: 0.005 */
	double relative;   /* or this share of |mean|, if larger: 0.05 */
	double confidence; /* of the interval, 0.9 to 0.99 */
	size_t least;	   /* blocks before the first look: 8 */
	size_t most;	   /* blocks of the budget */
};

/*
 * 0 if RULE is in range, else -1 with WHY: absolute and relative finite and not
 * negative, not both 0; most at least 1; least at least SEQUENTIAL_LEAST_MIN,
 * unless the number is fixed: least >= most means a number of blocks fixed at
 * `most`.
 */
int sequential_check(const struct sequential_rule *rule, struct reason *why);

/* The factor on the standard error of estimates under RULE; 1 if fixed. */
double sequential_stretch(const struct sequential_rule *rule);

/* The half-width that is wanted, at the mean so far. */
double sequential_target(const struct sequential_rule *rule,
			 const struct estimate *estimate);

/*
 * Half-width over the wanted one of an estimate that was stretched: the rule
 * stops at 1 or below. INFINITY before the least number of blocks.
 */
double sequential_need(const struct sequential_rule *rule,
		       const struct estimate *estimate);

#endif
