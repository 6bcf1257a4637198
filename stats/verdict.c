/* verdict.c: what may be said about the cost of one cell, and why no more. */
#include "stats/verdict.h"

#include <math.h>

#include "base/units.h"
#include "stats/equivalence.h"
#include "stats/estimate.h"
#include "stats/wilcoxon.h"

/*
 * Above this p, Wilcoxon's test sees nothing where the t test sees a
 * difference.
 */
static const double DISAGREEMENT_P = 0.2;

enum { CHANGE_SIZE = 32 };

const char *verdict_name(enum verdict_kind kind)
{
	static const char *const name[] = {
		[VERDICT_NO_DATA] = "no data", [VERDICT_UNKNOWN] = "unknown",
		[VERDICT_FASTER] = "faster",   [VERDICT_EQUAL] = "equal",
		[VERDICT_SLOWER] = "slower",
	};

	return name[kind];
}

static bool too_few(struct verdict *verdict, const struct estimate *estimate)
{
	if (estimate->n == 0) {
		verdict->kind = VERDICT_NO_DATA;
		reason_set(&verdict->why, "no block gave a value");
		return true;
	}
	if (estimate->n == 1) {
		reason_set(&verdict->why, "one block has no interval");
		return true;
	}
	if (estimate->error == 0) {
		reason_set(&verdict->why, "all %zu blocks gave the very same "
			   "value: the clock is too coarse", estimate->n);
		return true;
	}
	return false;
}

static bool disagrees(const struct estimate *estimate,
		      const struct wilcoxon *wilcoxon)
{
	double lean = wilcoxon->plus - wilcoxon->minus;

	if (wilcoxon->p_least > 1 - estimate->confidence)
		return false;
	return wilcoxon->p > DISAGREEMENT_P || lean * estimate->mean < 0;
}

static void claim(struct verdict *verdict, const struct estimate *estimate,
		  const struct wilcoxon *wilcoxon)
{
	char change[CHANGE_SIZE], low[CHANGE_SIZE], high[CHANGE_SIZE];

	if (disagrees(estimate, wilcoxon)) {
		reason_set(&verdict->why, "a few blocks far off make the "
			   "difference: t test p = %.2g, but Wilcoxon p = %.2g",
			   verdict->p, wilcoxon->p);
		return;
	}
	verdict->kind = estimate->mean > 0 ? VERDICT_SLOWER : VERDICT_FASTER;
	reason_set(&verdict->why, "%s, between %s and %s, in %zu blocks%s",
		   format_change(exp(estimate->mean), change, sizeof(change)),
		   format_change(exp(estimate->low), low, sizeof(low)),
		   format_change(exp(estimate->high), high, sizeof(high)),
		   estimate->n,
		   verdict->within_margin ? "; within the margin" : "");
}

/* What is missing, for a cell that is neither different nor equal. */
static void explain(struct verdict *verdict, const struct estimate *estimate,
		    const struct wilcoxon *wilcoxon)
{
	char low[CHANGE_SIZE], high[CHANGE_SIZE];
	double alpha = 1 - estimate->confidence;
	const char *hint = "more blocks would tell";

	if (estimate->p < alpha)
		hint = "a difference when judged alone, but not among so many "
		       "cells";
	else if (wilcoxon->p < alpha)
		hint = "Wilcoxon's test sees a difference, but a few blocks "
		       "far off widen the interval";
	reason_set(&verdict->why, "between %s and %s in %zu blocks: %s",
		   format_change(exp(estimate->low), low, sizeof(low)),
		   format_change(exp(estimate->high), high, sizeof(high)),
		   estimate->n, hint);
}

static void equal(struct verdict *verdict,
		  const struct equivalence *equivalence, size_t n)
{
	char low[CHANGE_SIZE], high[CHANGE_SIZE];

	verdict->kind = VERDICT_EQUAL;
	reason_set(&verdict->why, "between %s and %s in %zu blocks, within the "
		   "margin of %g %%",
		   format_change(exp(equivalence->low), low, sizeof(low)),
		   format_change(exp(equivalence->high), high, sizeof(high)),
		   n, 100 * equivalence->margin);
}

void verdict_decide(struct verdict *verdict, const struct estimate *estimate,
		    const struct wilcoxon *wilcoxon,
		    const struct equivalence *equivalence, double p)
{
	*verdict = (struct verdict){ .kind = VERDICT_UNKNOWN, .p = p };
	if (too_few(verdict, estimate))
		return;
	verdict->within_margin = equivalence->equal;
	if (p < 1 - estimate->confidence)
		claim(verdict, estimate, wilcoxon);
	else if (equivalence->equal)
		equal(verdict, equivalence, estimate->n);
	else
		explain(verdict, estimate, wilcoxon);
}
