/*
 * verdict.h: what may be said about the cost of one cell, and why no more.
 *
 * Rules, the first that fits:
 *   1. no value: no data. One value, or all the same: unknown.
 *   2. The t test finds a difference (p < alpha, the interval excludes 0):
 *      slower or faster, unless Wilcoxon's test strongly disagrees. It does
 *      when it could reach alpha with so many blocks and yet gives p > 0.2 or
 *      leans to the other side: a few blocks make the difference; unknown.
 *   3. The equivalence test holds: equal, within the margin.
 *   4. unknown.
 *
 * So a cell that is "slower by 0.3 %" and "within 1 %" at once is SLOWER, with
 * `within_margin` set: a proven cost is the stronger statement, it names the
 * figure, and were EQUAL to win, no cost below the margin could ever be
 * reported.
 */
#ifndef TARE_VERDICT_H
#define TARE_VERDICT_H

#include <stdbool.h>

#include "base/reason.h"

struct equivalence;
struct estimate;
struct wilcoxon;

enum verdict_kind {
	VERDICT_NO_DATA,
	VERDICT_UNKNOWN,
	VERDICT_FASTER,
	VERDICT_EQUAL,
	VERDICT_SLOWER,
};

struct verdict {
	enum verdict_kind kind;
	bool within_margin; /* proven to be less than the margin off */
	double p;	    /* of "no difference", as judged; NAN without */
	struct reason why;  /* one sentence with the figures; never empty */
};

/*
 * Judge by the figures of the same blocks. P is that of the t test, adjusted
 * for the cells judged with this one (holm.h), or estimate->p when it is alone;
 * alpha is 1 - estimate->confidence.
 */
void verdict_decide(struct verdict *verdict, const struct estimate *estimate,
		    const struct wilcoxon *wilcoxon,
		    const struct equivalence *equivalence, double p);

/* "slower", "no data": for people and for run.json. */
const char *verdict_name(enum verdict_kind kind);

#endif
