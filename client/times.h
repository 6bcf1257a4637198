/* times.h: the figures that a histogram of times is reported by. */
#ifndef TARE_TIMES_H
#define TARE_TIMES_H

#include <stddef.h>

struct histogram;
struct json_object;

/* p50, p90, p99 and p99.9. */
enum { TIMES_QUANTILES = 4 };
struct times_quantile {
	const char *name;
	double share;
};
extern const struct times_quantile times_quantiles[TIMES_QUANTILES];

/*
 * A quantile, or NAN when there are fewer values than it takes for one to be expected
 * above it: 100 for p99, 1000 for p99.9. It would only be another name for the
 * maximum.
 */
double times_quantile(const struct histogram *histogram, double share);

/* {"count", "mean", "min", "p50", "p90", "p99", "p99.9", "max"}, null for NAN. */
struct json_object *times_json(const struct histogram *histogram);

#endif
