/* quantile.c: the value below which a given share of a sample lies. */
#include "stats/quantile.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

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

static int compare_ns(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left;
	int64_t b = *(const int64_t *)right;

	return (a > b) - (a < b);
}

double quantile_of_ns(int64_t *values, size_t n, double share)
{
	double pair[2];
	double position = share * (double)(n - 1);
	size_t below;

	if (!n || !(share >= 0 && share <= 1))
		return NAN;
	qsort(values, n, sizeof(*values), compare_ns);
	below = (size_t)position;
	pair[0] = (double)values[below];
	pair[1] = (double)values[below + 1 < n ? below + 1 : below];
	return quantile_sorted(pair, 2, position - (double)below);
}

double quantile_median_ns(int64_t *values, size_t n)
{
	return quantile_of_ns(values, n, 0.5);
}
