/* estimate.c: what the blocks of one cell say about its cost. */
#include "stats/estimate.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Wilcox (2005, 3.3): the usual compromise of 10 and 25 %. */
static const double TRIM_SHARE = 0.2;

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

double estimate_freedom(const struct estimate *estimate)
{
	return (double)(estimate->n - 2 * estimate->cut) - 1;
}

double estimate_p(const struct estimate *estimate, double reference)
{
	double off = fabs(estimate->mean - reference);

	if (isnan(estimate->error))
		return NAN;
	if (estimate->error == 0)
		return off == 0 ? 1 : 0;
	return 2 * gsl_cdf_tdist_Q(off / estimate->error,
				   estimate_freedom(estimate));
}

void estimate_interval(const struct estimate *estimate, double confidence,
		       double *low, double *high)
{
	double half = INFINITY;

	if (!isnan(estimate->error))
		half = estimate->error *
		       gsl_cdf_tdist_Qinv((1 - confidence) / 2,
					  estimate_freedom(estimate));
	*low = estimate->n ? estimate->mean - half : -INFINITY;
	*high = estimate->n ? estimate->mean + half : INFINITY;
}

/* Replace CUT values at each end of the sorted list by the nearest one kept. */
static void winsorise(double *sorted, size_t n, size_t cut)
{
	for (size_t i = 0; i < cut; i++) {
		sorted[i] = sorted[cut];
		sorted[n - 1 - i] = sorted[n - 1 - cut];
	}
}

/*
 * Yuen (1974, section 2): error^2 = Winsorised sum of squares / (kept (kept -
 * 1)). Nothing cut: sd^2 / n. gsl_stats_mad() has the factor 1.4826 (Hampel
 * 1974) that makes it an sd. WORK holds the values, and is spent.
 */
static void compute(struct estimate *estimate, double *work, double *spare)
{
	size_t n = estimate->n;
	size_t cut = estimate->cut;
	size_t kept = n - 2 * cut;

	estimate->robust_sd = gsl_stats_mad(work, 1, n, spare);
	if (n > 1)
		estimate->sd = gsl_stats_sd(work, 1, n);
	gsl_sort(work, 1, n);
	estimate->mean = gsl_stats_mean(work + cut, 1, kept);
	if (kept < 2)
		return;
	winsorise(work, n, cut);
	estimate->error = estimate->stretch *
			  sqrt(gsl_stats_tss(work, 1, n) /
			       ((double)kept * (double)(kept - 1)));
}

int estimate_trimmed(struct estimate *estimate, const double *values, size_t n,
		     double share, double confidence, double stretch,
		     struct reason *why)
{
	double *work;

	*estimate = (struct estimate){
		.n = n, .confidence = confidence, .stretch = stretch,
		.mean = NAN, .sd = NAN, .robust_sd = NAN, .error = NAN,
	};
	if (estimate_check(values, n, confidence, why))
		return -1;
	if (!(share >= 0 && share < 0.5))
		return reason_set(why, "trimmed share %g is not in [0, 0.5)",
				  share);
	if (!(stretch >= 1 && isfinite(stretch)))
		return reason_set(why, "stretch %g is below 1", stretch);
	estimate->cut = (size_t)(share * (double)n);
	work = calloc(2 * n + 1, sizeof(*work));
	if (!work)
		return reason_set(why, "out of memory for %zu blocks", n);
	if (n) {
		memcpy(work, values, n * sizeof(*work));
		compute(estimate, work, work + n);
	}
	free(work);
	estimate_interval(estimate, confidence, &estimate->low,
			  &estimate->high);
	estimate->p = estimate_p(estimate, 0);
	return 0;
}

int estimate_blocks(struct estimate *estimate, const double *values, size_t n,
		    double confidence, double stretch, struct reason *why)
{
	return estimate_trimmed(estimate, values, n,
				n < ESTIMATE_TRIM_FROM ? 0 : TRIM_SHARE,
				confidence, stretch, why);
}
