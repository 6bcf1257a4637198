/*
 * sweep.h: what many answers of one profiler say together: its line over the sweep
 * of true shares, and how much repeated answers differ.
 */
#ifndef TARE_SWEEP_H
#define TARE_SWEEP_H

#include <stddef.h>

/* Reported against true: y = intercept + slope x; 0 and 1 are perfect. */
struct line {
	double slope, intercept;
	double worst, mean; /* |y - x|, in the unit of both */
};

/* Least squares; NAN with fewer than two different x. */
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
