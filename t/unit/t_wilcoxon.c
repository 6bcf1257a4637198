/* t_wilcoxon.c: the signed rank test against published tables and examples. */
#include "unit.h"

#include "stats/walsh.h"
#include "stats/wilcoxon.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct wilcoxon of(const double *values, size_t n)
{
	struct wilcoxon wilcoxon;
	struct reason why;

	assert_int_equal(wilcoxon_blocks(&wilcoxon, values, n, 0.95, &why), 0);
	return wilcoxon;
}

static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.10g, expected %.10g", value, expected);
}

/* p of n values without ties whose negative ranks sum to SMALLER. */
static double p_of(size_t n, size_t smaller)
{
	double values[WILCOXON_EXACT_MAX + 50];

	for (size_t rank = n; rank > 0; rank--) {
		bool negative = rank <= smaller;

		smaller -= negative ? rank : 0;
		values[rank - 1] = negative ? -(double)rank : (double)rank;
	}
	return of(values, n).p;
}

/*
 * The usual table (Wilcoxon and Wilcox 1964), two-sided: the largest rank sum
 * that is significant at 0.05 and at 0.01; -1 where there is none.
 */
UNIT(wilcoxon_matches_critical_values)
{
	static const struct { size_t n; long at_05, at_01; } table[] = {
		{ 5, -1, -1 }, { 6, 0, -1 },  { 7, 2, -1 },  { 8, 3, 0 },
		{ 9, 5, 1 },   { 10, 8, 3 },  { 12, 13, 7 }, { 15, 25, 15 },
		{ 20, 52, 37 }, { 25, 89, 68 },
	};

	for (size_t i = 0; i < COUNT(table); i++) {
		size_t n = table[i].n;
		size_t past_05 = (size_t)(table[i].at_05 + 1);
		size_t past_01 = (size_t)(table[i].at_01 + 1);

		assert_true(!past_05 || p_of(n, past_05 - 1) <= 0.05);
		assert_true(p_of(n, past_05) > 0.05);
		assert_true(!past_01 || p_of(n, past_01 - 1) <= 0.01);
		assert_true(p_of(n, past_01) > 0.01);
	}
	assert_near(p_of(10, 8), 0.048828125, 1e-12);
}

/* Hollander and Wolfe (1973), example 3.1, depression scale, after - before. */
UNIT(wilcoxon_matches_hollander_and_wolfe)
{
	static const double values[] = { -0.952, 0.147, -1.022, -0.43, -0.62,
					 -0.59,	 -0.49, 0.08,	-0.01 };
	struct wilcoxon wilcoxon = of(values, COUNT(values));

	assert_true(wilcoxon.exact);
	assert_true(wilcoxon.plus == 5 && wilcoxon.minus == 40);
	assert_near(wilcoxon.p, 0.0390625, 1e-12);
	assert_near(wilcoxon.p_least, 1.0 / 256, 1e-12);
	assert_near(wilcoxon.centre, -0.46, 1e-12);
	assert_near(wilcoxon.low, -0.786, 1e-12);
	assert_near(wilcoxon.high, -0.010, 1e-12);
}

/* All sign patterns of the given ranks, counted one by one. */
static double p_by_counting(const double *rank, size_t n, double smaller)
{
	size_t hits = 0;

	for (size_t signs = 0; signs < (size_t)1 << n; signs++) {
		double sum = 0;

		for (size_t i = 0; i < n; i++)
			sum += signs >> i & 1 ? rank[i] : 0;
		hits += sum <= smaller;
	}
	return fmin(1, 2 * (double)hits / (double)((size_t)1 << n));
}

/* 3 -1 1 0 2 -2 2 5 0 4 -1 6: two zeros (ranks 1, 2), ties at 1 and at 2. */
UNIT(wilcoxon_is_exact_with_ties_and_zeros)
{
	static const double values[] = { 3, -1, 1, 0, 2, -2, 2, 5, 0, 4, -1,
					 6 };
	static const double rank[] = { 4, 4, 4, 7, 7, 7, 9, 10, 11, 12 };
	struct wilcoxon wilcoxon = of(values, COUNT(values));

	assert_int_equal(wilcoxon.zeros, 2);
	assert_true(wilcoxon.plus == 60 && wilcoxon.minus == 15);
	assert_near(wilcoxon.p, p_by_counting(rank, COUNT(rank), 15), 1e-12);
	assert_near(wilcoxon.p, 0.087890625, 1e-12);
}

/* scipy.stats.wilcoxon(zero_method="pratt", correction=True, mode="approx"). */
UNIT(wilcoxon_approximates_large_samples)
{
	double values[60];
	struct wilcoxon wilcoxon;

	for (int i = 0; i < 60; i++)
		values[i] = (i * 37 % 101 - 42) / 100.0;
	wilcoxon = of(values, 60);
	assert_false(wilcoxon.exact);
	assert_int_equal(wilcoxon.zeros, 1);
	assert_true(wilcoxon.plus == 1165 && wilcoxon.minus == 664);
	assert_near(wilcoxon.p, 0.06570027845546793, 1e-12);
}

/*
 * Where the exact computation ends, the approximation takes over without a
 * jump.
 */
UNIT(wilcoxon_approximation_meets_the_exact)
{
	for (size_t smaller = 300; smaller <= 600; smaller += 50) {
		double exact = p_of(WILCOXON_EXACT_MAX, smaller);
		double later = p_of(WILCOXON_EXACT_MAX + 1, smaller + 25);

		assert_near(later, exact, 0.02);
	}
}

UNIT(wilcoxon_at_its_edges)
{
	const double zero[3] = { 0, 0, 0 };
	const double five[5] = { 1, 2, 3, 4, 5 };
	const double bad[2] = { 1, NAN };
	struct wilcoxon wilcoxon = of(NULL, 0);
	struct reason why;

	assert_true(wilcoxon.p == 1 && isnan(wilcoxon.centre));
	wilcoxon = of(zero, 3);
	assert_true(wilcoxon.p == 1 && wilcoxon.p_least == 1);
	assert_true(wilcoxon.zeros == 3 && wilcoxon.centre == 0);
	wilcoxon = of(five, 5);
	assert_near(wilcoxon.p, 0.0625, 1e-12);
	assert_true(wilcoxon.p == wilcoxon.p_least);
	assert_true(isinf(wilcoxon.low) && isinf(wilcoxon.high));
	assert_int_equal(wilcoxon_blocks(&wilcoxon, bad, 2, 0.95, &why), -1);
	assert_int_equal(wilcoxon_blocks(&wilcoxon, five, 5, 1, &why), -1);
}

static int compare(const void *left, const void *right)
{
	double a = *(const double *)left;
	double b = *(const double *)right;

	return (a > b) - (a < b);
}

/* Every order statistic, against the averages written out and sorted. */
UNIT(walsh_selects_every_average)
{
	static const double sorted[] = { -3.5, -1, -1,	-0.25, 0,
					 0.1,  2,  2.5, 2.5,   1000 };
	double average[55] = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < COUNT(sorted); i++)
		for (size_t j = i; j < COUNT(sorted); j++)
			average[count++] = (sorted[i] + sorted[j]) / 2;
	qsort(average, count, sizeof(*average), compare);
	assert_int_equal(count, walsh_count(COUNT(sorted)));
	for (size_t rank = 1; rank <= count; rank++)
		assert_near(walsh_select(sorted, COUNT(sorted), rank),
			    average[rank - 1], 1e-50);
	assert_near(walsh_median(sorted, COUNT(sorted)), average[27], 0);
	/* -3.5 -2.25 -2.25 -1 -1 -1 */
	assert_near(walsh_median(sorted, 3), -1.625, 0);
	assert_true(isnan(walsh_median(sorted, 0)));
}
