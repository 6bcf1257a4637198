/*
 * sweep.h: what many answers of one profiler say together: its line over the sweep
 * of true shares, and how much repeated answers differ.
 */
#ifndef TARE_SWEEP_H
#define TARE_SWEEP_H

#include <stddef.h>

/*
 * Reported against true: y = intercept + slope x; 0 and 1 are perfect. An error is
 * half the width of a 95 % interval, by Student's t: of the residuals' variance with
 * n - 2 degrees of freedom for the line, and of n - 1 for the mean.
 */
struct line {
	size_t points;
	double slope, slope_error;
	double intercept, intercept_error;
	double worst; /* |y - x|, in the unit of both */
	double mean, mean_error;
};

/* A line of which nothing is known. */
extern const struct line line_none;

/*
 * Least squares; NAN with fewer than two different x, an error with fewer than three
 * points (of the mean: than two).
 */
void line_fit(struct line *line, const double *x, const double *y, size_t n);

/*
 * The spread of a share over repeated runs against what chance alone would give,
 * the binomial sqrt(p (1 - p) / N) of N samples: 1 is honest, more is worse than
 * chance says. With its 95 % interval, from the chi-square distribution of a
 * variance (n - 1 degrees of freedom). NAN with fewer than two runs.
 */
struct spread_ratio {
	double ratio, low, high;
};

void spread_ratio(struct spread_ratio *spread, const double *shares,
		  const double *samples, size_t n);

/* How many different texts there are. */
size_t count_different(const char *const *texts, size_t n);

#endif
