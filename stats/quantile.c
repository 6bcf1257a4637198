/* quantile.c: the value below which a given share of a sample lies. */
#include "stats/quantile.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

double quantile_sorted(const double *sorted, size_t n, double share)
{
	if (!n || !(share >= 0 && share <= 1))
		return NAN;
	return gsl_stats_quantile_from_sorted_data(sorted, 1, n, share);
}

double quantile_of(double *values, size_t n, double share)
{
	gsl_sort(values, 1, n);
	return quantile_sorted(values, n, share);
}
