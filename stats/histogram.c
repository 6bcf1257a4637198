/* histogram.c: latencies in nanoseconds, counted in constant memory. */
#include "stats/histogram.h"

#include <float.h>
#include <math.h>
#include <string.h>

_Static_assert(HISTOGRAM_BUCKETS == 3968, "as the header says");

void histogram_init(struct histogram *histogram)
{
	memset(histogram, 0, sizeof(*histogram));
	histogram->min = INT64_MAX;
	histogram->max = INT64_MIN;
}

/*
 * SHIFT is k - 7, or 0 below 2^8. The top bits, ns >> shift, are in [2^7, 2^8)
 * for every octave, so octave by octave the buckets follow on each other.
 */
size_t histogram_bucket(int64_t ns)
{
	uint64_t value = (uint64_t)ns;
	int top = 63 - __builtin_clzll(value | (1 << HISTOGRAM_STEP_BITS));
	int shift = top - HISTOGRAM_STEP_BITS;

	return ((size_t)shift << HISTOGRAM_STEP_BITS) +
	       (size_t)(value >> shift);
}

int64_t histogram_bucket_low(size_t bucket)
{
	size_t octave = bucket >> HISTOGRAM_STEP_BITS;
	size_t shift = octave ? octave - 1 : 0;

	return (int64_t)(bucket - (shift << HISTOGRAM_STEP_BITS)) << shift;
}

int64_t histogram_bucket_high(size_t bucket)
{
	return histogram_bucket_low(bucket + 1) - 1;
}

void histogram_add(struct histogram *histogram, int64_t ns)
{
	histogram->count++;
	histogram->sum += (double)ns;
	if (ns < histogram->min)
		histogram->min = ns;
	if (ns > histogram->max)
		histogram->max = ns;
	if (ns < 0)
		histogram->below++;
	else if (ns > HISTOGRAM_MAX_NS)
		histogram->above++;
	else
		histogram->bucket[histogram_bucket(ns)]++;
}

void histogram_merge(struct histogram *into, const struct histogram *from)
{
	into->count += from->count;
	into->below += from->below;
	into->above += from->above;
	into->sum += from->sum;
	if (from->min < into->min)
		into->min = from->min;
	if (from->max > into->max)
		into->max = from->max;
	for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++)
		into->bucket[i] += from->bucket[i];
}

/* The middle of a bucket, but not outside what was seen. */
static double middle_of(const struct histogram *histogram, size_t bucket)
{
	double middle = (double)(histogram_bucket_low(bucket) +
				 histogram_bucket_high(bucket)) / 2;

	return fmin(fmax(middle, (double)histogram->min),
		    (double)histogram->max);
}

double histogram_quantile(const struct histogram *histogram, double share)
{
	uint64_t rank;
	uint64_t seen = histogram->below;

	if (!histogram->count || !(share >= 0 && share <= 1))
		return NAN;
	/* Rounding must not lift 0.07 * 100 over 7. */
	rank = (uint64_t)ceil(share * (double)histogram->count *
			      (1 - 4 * DBL_EPSILON));
	if (!rank)
		rank = 1;
	if (rank <= seen)
		return (double)histogram->min;
	for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
		seen += histogram->bucket[i];
		if (seen >= rank)
			return middle_of(histogram, i);
	}
	return (double)histogram->max;
}

double histogram_min(const struct histogram *histogram)
{
	return histogram->count ? (double)histogram->min : NAN;
}

double histogram_max(const struct histogram *histogram)
{
	return histogram->count ? (double)histogram->max : NAN;
}

double histogram_mean(const struct histogram *histogram)
{
	if (!histogram->count)
		return NAN;
	return histogram->sum / (double)histogram->count;
}
