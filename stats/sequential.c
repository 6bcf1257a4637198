/* sequential.c: when to stop adding blocks, at an unchanged rate of error. */
#include "stats/sequential.h"

#include <math.h>

/* Worst case over the noise level, rounded up; see the header. */
static const struct stretch {
	size_t least;
	double factor;
} STRETCH[] = {
	{ 12, 1.14 }, { 10, 1.15 }, { 8, 1.16 }, { SEQUENTIAL_LEAST_MIN, 1.19 },
};

double sequential_stretch(const struct sequential_rule *rule)
{
	const struct stretch *row = STRETCH;

	if (rule->least >= rule->most)
		return 1;
	while (rule->least < row->least)
		row++;
	return row->factor;
}

int sequential_check(const struct sequential_rule *rule, struct reason *why)
{
	if (!(rule->absolute >= 0 && isfinite(rule->absolute)) ||
	    !(rule->relative >= 0 && isfinite(rule->relative)) ||
	    (rule->absolute == 0 && rule->relative == 0))
		return reason_set(why, "precision %g, or %g of the effect, is "
				  "not a width", rule->absolute,
				  rule->relative);
	if (!(rule->confidence >= 0.9 && rule->confidence <= 0.99))
		return reason_set(why, "confidence %g is not between 0.9 and "
				  "0.99", rule->confidence);
	if (rule->least < SEQUENTIAL_LEAST_MIN && rule->least < rule->most)
		return reason_set(why, "at least %zu blocks are too few to "
				  "judge noise by: %d or more", rule->least,
				  SEQUENTIAL_LEAST_MIN);
	if (rule->most < 1)
		return reason_set(why, "a budget of no blocks");
	return 0;
}

double sequential_target(const struct sequential_rule *rule,
			 const struct estimate *estimate)
{
	return fmax(rule->absolute, rule->relative * fabs(estimate->mean));
}

double sequential_need(const struct sequential_rule *rule,
		       const struct estimate *estimate)
{
	if (estimate->n < 2 ||
	    (estimate->n < rule->least && estimate->n < rule->most))
		return INFINITY;
	return (estimate->high - estimate->low) / 2 /
	       sequential_target(rule, estimate);
}
