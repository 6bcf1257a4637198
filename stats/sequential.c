/* sequential.c: when to stop adding blocks, at an unchanged rate of error. */
#include "stats/sequential.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* Worst case over the noise level, rounded up; see the header. */
static const struct stretch {
	size_t least;
	double factor;
} STRETCH[] = {
	{ 20, 1.04 }, { 16, 1.05 }, { 12, 1.06 }, { 10, 1.08 }, { 8, 1.10 },
	{ SEQUENTIAL_LEAST_MIN, 1.14 },
};

static double stretch_of(const struct sequential_rule *rule)
{
	const struct stretch *row = STRETCH;

	if (rule->least >= rule->most)
		return 1;
	while (rule->least < row->least)
		row++;
	return row->factor;
}

static int check(const struct sequential_rule *rule, struct reason *why)
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

int sequential_init(struct sequential *sequential,
		    const struct sequential_rule *rule, struct reason *why)
{
	if (check(rule, why))
		return -1;
	*sequential = (struct sequential){
		.rule = *rule, .stretch = stretch_of(rule),
	};
	return 0;
}

/* Welford (1962): stable, one pass. */
int sequential_add(struct sequential *sequential, double value,
		   struct reason *why)
{
	double off = value - sequential->mean;

	if (!isfinite(value))
		return reason_set(why, "block %zu has no finite value (%g)",
				  sequential->n + 1, value);
	sequential->n++;
	sequential->mean += off / (double)sequential->n;
	sequential->squares += off * (value - sequential->mean);
	return 0;
}

/*
 * Half-width of the interval of N blocks with the noise seen so far. GSL's t
 * quantile is wrong from 1e16 degrees of freedom on (2.7: 784009 for 1.96),
 * which a forecast without a budget tries; it is the normal one long before.
 */
static double width_of(const struct sequential *sequential, size_t n)
{
	double alpha = 1 - sequential->rule.confidence;
	double freedom = fmin((double)(n - 1), 1e9);
	double sd = sqrt(sequential->squares / (double)(sequential->n - 1));

	return sequential->stretch * sd / sqrt((double)n) *
	       gsl_cdf_tdist_Qinv(alpha / 2, freedom);
}

double sequential_width(const struct sequential *sequential)
{
	if (sequential->n < 2)
		return INFINITY;
	return width_of(sequential, sequential->n);
}

double sequential_target(const struct sequential *sequential)
{
	const struct sequential_rule *rule = &sequential->rule;

	return fmax(rule->absolute, rule->relative * fabs(sequential->mean));
}

enum sequential_state sequential_state(const struct sequential *sequential)
{
	const struct sequential_rule *rule = &sequential->rule;

	if (sequential->n < rule->least && sequential->n < rule->most)
		return SEQUENTIAL_MORE;
	if (sequential_width(sequential) <= sequential_target(sequential))
		return SEQUENTIAL_PRECISE;
	return sequential->n < rule->most ? SEQUENTIAL_MORE : SEQUENTIAL_SPENT;
}

/*
 * The width falls with n: halve the range of n at which it becomes narrow
 * enough.
 */
size_t sequential_forecast(const struct sequential *sequential)
{
	const struct sequential_rule *rule = &sequential->rule;
	size_t low = rule->least > sequential->n ? rule->least : sequential->n;
	size_t high = rule->most;

	if (low >= high || sequential->n < 2)
		return low < high ? low : high;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (width_of(sequential, middle) <=
		    sequential_target(sequential))
			high = middle;
		else
			low = middle + 1;
	}
	return high;
}
