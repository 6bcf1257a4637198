/* welch.c: the difference of two independent means whose noise may differ. */
#include "welch.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

void welch_from(struct welch *welch, double a_mean, double a_error,
		size_t a_count, double b_mean, double b_error, size_t b_count,
		double confidence)
{
	double a = a_error * a_error, b = b_error * b_error;
	double reach;

	*welch = (struct welch){ .difference = a_mean - b_mean,
				 .freedom = NAN,
				 .error = NAN,
				 .low = -INFINITY,
				 .high = INFINITY,
				 .p = NAN };
	if (a_count < 2 || b_count < 2 || !isfinite(welch->difference))
		return;
	welch->error = sqrt(a + b);
	if (welch->error == 0) {
		welch->low = welch->high = welch->difference;
		welch->p = welch->difference == 0;
		return;
	}
	welch->freedom = (a + b) * (a + b) /
			 (a * a / (double)(a_count - 1) +
			  b * b / (double)(b_count - 1));
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

static double standard_error(const double *values, size_t count)
{
	return count < 2 ? NAN :
			   gsl_stats_sd(values, 1, count) / sqrt((double)count);
}

void welch_compare(struct welch *welch, const double *a, size_t a_count,
		   const double *b, size_t b_count, double confidence)
{
	welch_from(welch, a_count ? gsl_stats_mean(a, 1, a_count) : NAN,
		   standard_error(a, a_count), a_count,
		   b_count ? gsl_stats_mean(b, 1, b_count) : NAN,
		   standard_error(b, b_count), b_count, confidence);
}
