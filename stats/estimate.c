/* estimate.c: what the blocks of one cell say about its cost. */
#include "stats/estimate.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

int estimate_check(const double *values, size_t n, double confidence,
		   struct reason *why)
{
	if (!(confidence > 0 && confidence < 1))
		return reason_set(why, "confidence %g is not between 0 and 1",
				  confidence);
	for (size_t i = 0; i < n; i++)
		if (!isfinite(values[i]))
			return reason_set(why, "block %zu has no finite value "
					  "(%g)", i + 1, values[i]);
	return 0;
}

double estimate_p(const struct estimate *estimate, double reference)
{
	double off = fabs(estimate->mean - reference);

	if (estimate->n < 2)
		return NAN;
	if (estimate->error == 0)
		return off == 0 ? 1 : 0;
	return 2 * gsl_cdf_tdist_Q(off / estimate->error,
				   (double)(estimate->n - 1));
}

void estimate_interval(const struct estimate *estimate, double confidence,
		       double *low, double *high)
{
	double half = INFINITY;

	if (estimate->n >= 2)
		half = estimate->error *
		       gsl_cdf_tdist_Qinv((1 - confidence) / 2,
					  (double)(estimate->n - 1));
	*low = estimate->n ? estimate->mean - half : -INFINITY;
	*high = estimate->n ? estimate->mean + half : INFINITY;
}

/* gsl_stats_mad() has the factor 1.4826 (Hampel 1974) that makes it an sd. */
static int robust_sd(double *result, const double *values, size_t n,
		     struct reason *why)
{
	double *work = malloc(n * sizeof(*work));

	if (!work)
		return reason_set(why, "out of memory for %zu blocks", n);
	*result = gsl_stats_mad(values, 1, n, work);
	free(work);
	return 0;
}

int estimate_blocks(struct estimate *estimate, const double *values, size_t n,
		    double confidence, double stretch, struct reason *why)
{
	*estimate = (struct estimate){
		.n = n, .confidence = confidence, .stretch = stretch,
		.mean = NAN, .sd = NAN, .robust_sd = NAN, .error = NAN,
	};
	if (estimate_check(values, n, confidence, why))
		return -1;
	if (!(stretch >= 1 && isfinite(stretch)))
		return reason_set(why, "stretch %g is below 1", stretch);
	if (n > 0) {
		estimate->mean = gsl_stats_mean(values, 1, n);
		if (robust_sd(&estimate->robust_sd, values, n, why))
			return -1;
	}
	if (n > 1) {
		estimate->sd = gsl_stats_sd_m(values, 1, n, estimate->mean);
		estimate->error = stretch * estimate->sd / sqrt((double)n);
	}
	estimate_interval(estimate, confidence, &estimate->low,
			  &estimate->high);
	estimate->p = estimate_p(estimate, 0);
	return 0;
}
