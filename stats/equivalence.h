/*
 * equivalence.h: proof that a difference is smaller than a margin.
 *
 * "No difference was found" proves nothing; this does. Two one-sided t tests,
 * each at the level 1 - confidence (Schuirmann 1987): "equal" when both reject,
 * which is when the interval at 2 * confidence - 1 (90 % for 95 %) lies within
 * the margin.
 */
#ifndef TARE_EQUIVALENCE_H
#define TARE_EQUIVALENCE_H

#include <stdbool.h>

#include "base/reason.h"

struct estimate;

struct equivalence {
	double margin;	  /* as a share of the baseline: 0.01 is 1 % */
	double low, high; /* interval of the log ratio that must fit in */
	double p;	  /* of "apart by the margin or more"; NAN if n < 2 */
	bool equal;	  /* proven, at the confidence of the estimate */
};

/*
 * The margin reaches from -log(1 + MARGIN) to +log(1 + MARGIN), so that it does
 * not matter which arm is called the baseline. -1 with WHY when MARGIN is not a
 * positive number, or the estimate's confidence is 0.5 or less.
 */
int equivalence_test(struct equivalence *equivalence,
		     const struct estimate *estimate, double margin,
		     struct reason *why);

#endif
