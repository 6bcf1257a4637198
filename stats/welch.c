/* welch.c: the difference of two independent means whose noise may differ. */
#include "welch.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

void welch_from(struct welch *welch, const struct welch_side *first,
		const struct welch_side *second, double confidence)
{
	double a = first->error * first->error;
	double b = second->error * second->error;
	double reach;

	*welch = (struct welch){ .difference = first->mean - second->mean,
				 .freedom = NAN,
				 .error = NAN,
				 .low = -INFINITY,
				 .high = INFINITY,
				 .p = NAN };
	if (!(first->freedom >= 1 && second->freedom >= 1) ||
	    !isfinite(welch->difference))
		return;
	welch->error = sqrt(a + b);
	if (welch->error == 0) {
		welch->low = welch->high = welch->difference;
		welch->p = welch->difference == 0;
		return;
	}
	welch->freedom = (a + b) * (a + b) /
			 (a * a / first->freedom + b * b / second->freedom);
	/* Squares out of range, or errors that are not known. */
	if (!isfinite(welch->freedom)) {
		welch->freedom = NAN;
		return;
	}
	reach = welch->error *
		gsl_cdf_tdist_Qinv((1 - confidence) / 2, welch->freedom);
	welch->low = welch->difference - reach;
	welch->high = welch->difference + reach;
	welch->p = 2 * gsl_cdf_tdist_Q(fabs(welch->difference) / welch->error,
				       welch->freedom);
}

static struct welch_side side_of(const double *values, size_t count)
{
	struct welch_side side = { NAN, NAN, (double)count - 1 };

	if (count)
		side.mean = gsl_stats_mean(values, 1, count);
	if (count > 1)
		side.error = gsl_stats_sd(values, 1, count) /
			     sqrt((double)count);
	return side;
}

void welch_compare(struct welch *welch, const double *a, size_t a_count,
		   const double *b, size_t b_count, double confidence)
{
	struct welch_side first = side_of(a, a_count);
	struct welch_side second = side_of(b, b_count);

	welch_from(welch, &first, &second, confidence);
}
