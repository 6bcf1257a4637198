/*
 * wilcoxon.h: Wilcoxon's (1945) signed rank test over blocks, the second
 * opinion.
 *
 * It asks whether values scatter alike to both sides of 0 and looks only at
 * their signs and ranks, so that one block far off counts no more than the last
 * rank. It cannot reach a small p with few blocks: at least 6 are needed for 5
 * %.
 */
#ifndef TARE_WILCOXON_H
#define TARE_WILCOXON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/reason.h"

/* Up to so many values the null distribution is computed, not approximated. */
enum { WILCOXON_EXACT_MAX = 50 };

struct wilcoxon {
	size_t n;     /* values */
	size_t zeros; /* of them exactly 0 */
	bool exact;
	double plus;	  /* sum of the ranks of the positive values */
	double minus;	  /* of the negative ones */
	double p;	  /* two-sided, of "no difference"; 1 without a value */
	double p_least;	  /* the least p that so many values can give */
	double centre;	  /* Hodges-Lehmann, log ratio; NAN if n is 0 */
	double low, high; /* its interval; infinite where n is too small */
};

/*
 * Ties share the mean of their ranks. Zeros take part in the ranking and are
 * then dropped (Pratt 1959). For n <= WILCOXON_EXACT_MAX, p is exact given the
 * ranks, ties and zeros or not: each sign is a fair coin, and all 2^n outcomes
 * are counted. Above, the normal approximation with continuity correction, its
 * variance from the ranks at hand (Cureton 1967), so corrected for ties and
 * zeros.
 *
 * The interval is that of Hollander and Wolfe (1973, 3.3), from the
 * distribution without ties, so that it is a little too wide when there are
 * some. -1 with WHY on a value that is not finite, a CONFIDENCE not within (0,
 * 1), or without memory.
 */
int wilcoxon_blocks(struct wilcoxon *wilcoxon, const double *values, size_t n,
		    double confidence, struct reason *why);

#endif
