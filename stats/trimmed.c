/* trimmed.c: Student's t on the middle of the blocks, the ends cut off. */
#include "stats/trimmed.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/estimate.h"

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
 * 1)), with kept - 1 degrees of freedom. Nothing cut: Student's.
 */
static void compute(struct trimmed *trimmed, double *sorted, double confidence,
		    double stretch)
{
	size_t n = trimmed->n;
	size_t kept = n - 2 * trimmed->cut;
	double freedom = (double)kept - 1;
	double half;

	trimmed->mean = gsl_stats_mean(sorted + trimmed->cut, 1, kept);
	if (kept < 2)
		return;
	winsorise(sorted, n, trimmed->cut);
	trimmed->error = stretch * sqrt(gsl_stats_tss(sorted, 1, n) /
					((double)kept * freedom));
	half = trimmed->error *
	       gsl_cdf_tdist_Qinv((1 - confidence) / 2, freedom);
	trimmed->low = trimmed->mean - half;
	trimmed->high = trimmed->mean + half;
	if (trimmed->error > 0)
		trimmed->p = 2 * gsl_cdf_tdist_Q(fabs(trimmed->mean) /
						 trimmed->error, freedom);
	else
		trimmed->p = trimmed->mean == 0 ? 1 : 0;
}

int trimmed_blocks(struct trimmed *trimmed, const double *values, size_t n,
		   double share, double confidence, double stretch,
		   struct reason *why)
{
	double *sorted;

	*trimmed = (struct trimmed){
		.n = n, .mean = NAN, .error = NAN,
		.low = -INFINITY, .high = INFINITY, .p = NAN,
	};
	if (estimate_check(values, n, confidence, why))
		return -1;
	if (!(share >= 0 && share < 0.5))
		return reason_set(why, "trimmed share %g is not in [0, 0.5)",
				  share);
	if (!(stretch >= 1 && isfinite(stretch)))
		return reason_set(why, "stretch %g is below 1", stretch);
	if (!n)
		return 0;
	sorted = malloc(n * sizeof(*sorted));
	if (!sorted)
		return reason_set(why, "out of memory for %zu blocks", n);
	memcpy(sorted, values, n * sizeof(*sorted));
	gsl_sort(sorted, 1, n);
	trimmed->cut = (size_t)(share * (double)n);
	compute(trimmed, sorted, confidence, stretch);
	free(sorted);
	return 0;
}
