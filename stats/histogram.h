/*
 * histogram.h: latencies in nanoseconds, counted in constant memory.
 *
 * Log-linear buckets. Values below 2^8 have a bucket each. Above, every octave
 * [2^k, 2^(k+1)) is cut into 2^7 buckets of width w = 2^(k-7). A value v of
 * that octave is reported as the middle of its w integers, at most (w - 1) / 2
 * away:
 *
 *	|reported - v| / v  <=  (2^(k-7) - 1) / 2 / 2^k  <  2^-8  =  0.39 %
 *
 * so that is the bound on the relative error of every quantile. The range is 0
 * to HISTOGRAM_MAX_NS, 2^37 - 1 ns = 137 s; (37 - 8) * 2^7 + 2^8 = 3968 buckets
 * take 31 KiB.
 *
 * Identity: count = below + above + the sum of the buckets. What is outside the
 * range is counted in `below` or `above` only.
 */
#ifndef TARE_HISTOGRAM_H
#define TARE_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

enum {
	HISTOGRAM_STEP_BITS = 7,
	HISTOGRAM_RANGE_BITS = 37,
	HISTOGRAM_BUCKETS =
		(HISTOGRAM_RANGE_BITS - HISTOGRAM_STEP_BITS + 1)
		<< HISTOGRAM_STEP_BITS,
};

#define HISTOGRAM_MAX_NS ((INT64_C(1) << HISTOGRAM_RANGE_BITS) - 1)
#define HISTOGRAM_ERROR (1.0 / (2 << HISTOGRAM_STEP_BITS))

struct histogram {
	uint64_t count; /* values added, those out of range too */
	uint64_t below; /* negative: a clock that went back */
	uint64_t above; /* over HISTOGRAM_MAX_NS */
	int64_t min;	/* as added, out of range too; see histogram_min() */
	int64_t max;
	double sum;	/* ns, as added */
	uint64_t bucket[HISTOGRAM_BUCKETS];
};

/* Empty it. Nothing is owned, so nothing is released. */
void histogram_init(struct histogram *histogram);

/* Count one value; a few ns. */
void histogram_add(struct histogram *histogram, int64_t ns);

/* Add all of FROM, as if its values had been added one by one. */
void histogram_merge(struct histogram *into, const struct histogram *from);

/*
 * The value with a SHARE of all values at or below it: the ceil(SHARE *
 * count)-th smallest, the first for 0 (type 1 of Hyndman and Fan 1996), within
 * HISTOGRAM_ERROR of it and never outside [min, max]. Where that one is out of
 * range: min or max. NAN when empty or SHARE is not in [0, 1].
 */
double histogram_quantile(const struct histogram *histogram, double share);

/* Exact. NAN when empty. */
double histogram_min(const struct histogram *histogram);
double histogram_max(const struct histogram *histogram);
double histogram_mean(const struct histogram *histogram);

/* Bucket of a value in range, and the least and greatest value of a bucket. */
size_t histogram_bucket(int64_t ns);
int64_t histogram_bucket_low(size_t bucket);
int64_t histogram_bucket_high(size_t bucket);

#endif
