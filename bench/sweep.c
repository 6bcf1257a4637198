/* sweep.c: what many answers of one profiler say together. */
#include "sweep.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

const struct line line_none = { 0, NAN, NAN, NAN, NAN, NAN, NAN, NAN };

/* Half of a 95 % interval, of what has this VARIANCE with N - LOST degrees. */
static double half_width(double variance, size_t n, size_t lost)
{
	return n > lost ? sqrt(variance) *
				  gsl_cdf_tdist_Pinv(0.975, (double)(n - lost)) :
			  NAN;
}

/* How far the points are from X = Y. */
static void line_measure(struct line *line, const double *x, const double *y,
			 size_t n)
{
	double squares = 0, sum = 0;

	line->worst = 0;
	for (size_t i = 0; i < n; i++) {
		sum += fabs(y[i] - x[i]);
		line->worst = fmax(line->worst, fabs(y[i] - x[i]));
	}
	line->mean = sum / (double)n;
	for (size_t i = 0; i < n; i++)
		squares += pow(fabs(y[i] - x[i]) - line->mean, 2);
	line->mean_error = half_width(
		squares / ((double)n - 1) / (double)n, n, 1);
}

void line_fit(struct line *line, const double *x, const double *y, size_t n)
{
	double mean_x = n ? gsl_stats_mean(x, 1, n) : NAN;
	double mean_y = n ? gsl_stats_mean(y, 1, n) : NAN;
	double xx = 0, xy = 0, rest = 0;

	*line = line_none;
	line->points = n;
	if (n)
		line_measure(line, x, y, n);
	for (size_t i = 0; i < n; i++) {
		xx += (x[i] - mean_x) * (x[i] - mean_x);
		xy += (x[i] - mean_x) * (y[i] - mean_y);
	}
	if (!(xx > 0))
		return;
	line->slope = xy / xx;
	line->intercept = mean_y - line->slope * mean_x;
	for (size_t i = 0; i < n; i++)
		rest += pow(y[i] - line->intercept - line->slope * x[i], 2);
	rest /= (double)n - 2;
	line->slope_error = half_width(rest / xx, n, 2);
	line->intercept_error = half_width(
		rest * (1 / (double)n + mean_x * mean_x / xx), n, 2);
}

/* The mean of the variances that chance would give each run. */
static double chance_variance(double p, const double *samples, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += p * (1 - p) / samples[i];
	return sum / (double)n;
}

void spread_ratio(struct spread_ratio *spread, const double *shares,
		  const double *samples, size_t n)
{
	double chance, variance, freedom = (double)n - 1;

	*spread = (struct spread_ratio){ NAN, NAN, NAN };
	if (n < 2)
		return;
	chance = chance_variance(gsl_stats_mean(shares, 1, n), samples, n);
	variance = gsl_stats_variance(shares, 1, n);
	if (!(chance > 0) || isinf(chance))
		return;
	spread->ratio = sqrt(variance / chance);
	spread->low = spread->ratio *
		      sqrt(freedom / gsl_cdf_chisq_Pinv(0.975, freedom));
	spread->high = spread->ratio *
		       sqrt(freedom / gsl_cdf_chisq_Pinv(0.025, freedom));
}

size_t count_different(const char *const *texts, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		while (k < i && strcmp(texts[k], texts[i]) != 0)
			k++;
		count += k == i;
	}
	return count;
}
