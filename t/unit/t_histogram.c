/* t_histogram.c: the histogram's error bound, its accounting, and its edges. */
#include "unit.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "stats/histogram.h"

static void assert_accounted(const struct histogram *histogram)
{
	uint64_t sum = histogram->below + histogram->above;

	for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++)
		sum += histogram->bucket[i];
	assert_true(sum == histogram->count);
}

/* Buckets tile the range: no gap, no overlap, each value in its own. */
UNIT(histogram_buckets_tile_the_range)
{
	int64_t next = 0;

	for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
		int64_t low = histogram_bucket_low(i);
		int64_t high = histogram_bucket_high(i);

		assert_true(low == next && high >= low);
		assert_true(histogram_bucket(low) == i);
		assert_true(histogram_bucket(high) == i);
		next = high + 1;
	}
	assert_true(next == HISTOGRAM_MAX_NS + 1);
}

static double reported(int64_t ns)
{
	static struct histogram histogram;

	/* Two more, so that min and max do not give the value away. */
	histogram_init(&histogram);
	histogram_add(&histogram, 0);
	histogram_add(&histogram, ns);
	histogram_add(&histogram, HISTOGRAM_MAX_NS);
	return histogram_quantile(&histogram, 0.5);
}

/* Every value up to 2^12, then a dense sweep with the ends of every octave. */
UNIT(histogram_error_is_bounded)
{
	double worst = 0;

	for (int64_t ns = 1; ns <= HISTOGRAM_MAX_NS;
	     ns += ns < 4096 ? 1 : ns / 97)
		worst = fmax(worst, fabs(reported(ns) - (double)ns) /
				    (double)ns);
	for (int bit = 8; bit < HISTOGRAM_RANGE_BITS; bit++) {
		double ns = (double)(INT64_C(1) << bit);

		worst = fmax(worst, fabs(reported((int64_t)ns) - ns) / ns);
		worst = fmax(worst, fabs(reported((int64_t)ns - 1) - ns + 1) /
				    ns);
	}
	assert_true(worst <= HISTOGRAM_ERROR);
	/* The bound is not idle: the start of an octave comes close to it. */
	assert_true(worst > 0.99 * HISTOGRAM_ERROR);
	for (int64_t ns = 0; ns < 256; ns++)
		assert_true(reported(ns) == (double)ns);
}

static int compare(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left;
	int64_t b = *(const int64_t *)right;

	return (a > b) - (a < b);
}

/* Against the order statistics of the sample itself, over nine decades. */
UNIT(histogram_quantiles_are_near_the_sorted)
{
	enum { N = 20000 };
	static int64_t value[N];
	static struct histogram histogram;
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	double sum = 0;

	gsl_rng_set(random, 1);
	histogram_init(&histogram);
	for (int i = 0; i < N; i++) {
		value[i] = (int64_t)gsl_ran_lognormal(random, 12, 4);
		if (value[i] > HISTOGRAM_MAX_NS)
			value[i] = HISTOGRAM_MAX_NS;
		histogram_add(&histogram, value[i]);
		sum += (double)value[i];
	}
	gsl_rng_free(random);
	qsort(value, N, sizeof(*value), compare);
	for (int rank = 1; rank <= N; rank++) {
		double exact = (double)value[rank - 1];
		double share = (double)rank / N;

		if (rank > 100 && rank < N - 100 && rank % 100)
			continue;
		assert_true(fabs(histogram_quantile(&histogram, share) -
				 exact) <= HISTOGRAM_ERROR * exact);
	}
	assert_true(histogram_min(&histogram) == (double)value[0]);
	assert_true(histogram_max(&histogram) == (double)value[N - 1]);
	assert_true(fabs(histogram_mean(&histogram) - sum / N) < 1e-6 * sum);
	assert_accounted(&histogram);
}

UNIT(histogram_counts_what_is_out_of_range_apart)
{
	static struct histogram histogram;

	histogram_init(&histogram);
	histogram_add(&histogram, -5);
	histogram_add(&histogram, 100);
	histogram_add(&histogram, HISTOGRAM_MAX_NS + 1);
	histogram_add(&histogram, INT64_MAX);
	assert_true(histogram.count == 4);
	assert_true(histogram.below == 1 && histogram.above == 2);
	assert_true(histogram_quantile(&histogram, 0) == -5);
	assert_true(histogram_quantile(&histogram, 0.5) == 100);
	assert_true(histogram_quantile(&histogram, 0.75) == (double)INT64_MAX);
	assert_true(histogram_min(&histogram) == -5);
	assert_accounted(&histogram);
}

UNIT(histogram_of_nothing_says_nothing)
{
	static struct histogram histogram;

	histogram_init(&histogram);
	assert_true(isnan(histogram_quantile(&histogram, 0.5)));
	assert_true(isnan(histogram_min(&histogram)));
	assert_true(isnan(histogram_max(&histogram)));
	assert_true(isnan(histogram_mean(&histogram)));
	histogram_add(&histogram, 1000);
	assert_true(histogram_quantile(&histogram, 0) == 1000);
	assert_true(histogram_quantile(&histogram, 1) == 1000);
	assert_true(isnan(histogram_quantile(&histogram, -0.1)));
	assert_true(isnan(histogram_quantile(&histogram, NAN)));
}

/* Rounding: 0.07 * 100 is a little over 7 in doubles, and must mean rank 7. */
UNIT(histogram_rank_is_not_lifted_by_rounding)
{
	static struct histogram histogram;

	histogram_init(&histogram);
	for (int i = 1; i <= 100; i++)
		histogram_add(&histogram, i);
	for (int i = 1; i <= 100; i++)
		assert_true(histogram_quantile(&histogram, i / 100.0) == i);
}

UNIT(histogram_merge_is_adding_one_by_one)
{
	static struct histogram all, one, two;

	histogram_init(&all);
	histogram_init(&one);
	histogram_init(&two);
	for (int64_t i = 0, ns = -7; i < 45; i++, ns = 2 * ns + 11) {
		histogram_add(&all, ns);
		histogram_add(i % 2 ? &one : &two, ns);
	}
	assert_true(all.below == 2 && all.above > 1);
	histogram_merge(&one, &two);
	assert_memory_equal(&one, &all, sizeof(all));
	histogram_init(&two);
	histogram_merge(&one, &two);
	assert_memory_equal(&one, &all, sizeof(all));
	assert_accounted(&one);
}
