/* t_estimate.c: estimates against published examples and at their edges. */
#include "unit.h"

#include "stats/equivalence.h"
#include "stats/estimate.h"
#include "stats/quantile.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Student (1908), additional hours of sleep: t = 4.0621, p = 0.00283. */
static const double SLEEP[] = { 1.2, 2.4, 1.3, 1.3, 0.0,
				1.0, 1.8, 0.8, 4.6, 1.4 };

/*
 * Wilcox (2005, 3.3), self-awareness: trimmed mean 283, Winsorised variance
 * 21551.
 */
static const double AWARENESS[] = { 77,	 87,  88,  114, 151, 210,  219,
				    246, 253, 262, 296, 299, 306,  376,
				    428, 515, 666, 1310, 2611 };

static struct estimate of(const double *values, size_t n)
{
	struct estimate estimate;
	struct reason why;

	assert_int_equal(estimate_blocks(&estimate, values, n, 0.95, 1, &why),
			 0);
	return estimate;
}

static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.10g, expected %.10g", value, expected);
}

UNIT(estimate_matches_student_1908)
{
	struct estimate estimate = of(SLEEP, COUNT(SLEEP));

	assert_near(estimate.mean, 1.58, 1e-12);
	assert_near(estimate.sd, 1.2299955, 1e-7);
	assert_near(estimate.mean / estimate.error, 4.0621277, 1e-7);
	assert_near(estimate.p, 0.0028328902, 1e-9);
	assert_near(estimate.low, 0.70011424, 1e-7);
	assert_near(estimate.high, 2.45988576, 1e-7);
	assert_near(estimate.robust_sd, 1.4826 * 0.4, 1e-4);
}

UNIT(estimate_uses_tabulated_t_quantiles)
{
	static const struct { size_t n; double t; } table[] = {
		{ 2, 12.706205 }, { 3, 4.302653 }, { 5, 2.776445 },
		{ 10, 2.262157 }, { 31, 2.042272 }, { 121, 1.979930 },
	};
	double values[121];

	for (size_t i = 0; i < COUNT(values); i++)
		values[i] = (double)(i % 2);
	for (size_t i = 0; i < COUNT(table); i++) {
		struct estimate estimate;
		struct reason why;

		assert_int_equal(estimate_trimmed(&estimate, values,
						  table[i].n, 0, 0.95, 1, &why),
				 0);
		assert_near((estimate.high - estimate.mean) / estimate.error,
			    table[i].t, 1e-6);
	}
}

UNIT(estimate_of_nothing_and_of_one)
{
	const double one = 0.25;
	struct estimate none = of(NULL, 0);
	struct estimate single = of(&one, 1);

	assert_true(isnan(none.mean) && isnan(none.sd) && isnan(none.p));
	assert_true(isinf(none.low) && none.low < 0 && isinf(none.high));
	assert_true(single.mean == 0.25 && single.robust_sd == 0);
	assert_true(isnan(single.sd) && isnan(single.error) &&
		    isnan(single.p));
	assert_true(isinf(single.low) && single.low < 0 && isinf(single.high));
}

UNIT(estimate_of_equal_values_has_no_width)
{
	const double zero[4] = { 0, 0, 0, 0 };
	const double same[3] = { 0.1, 0.1, 0.1 };
	struct estimate estimate = of(same, 3);

	assert_true(estimate.low == 0.1 && estimate.high == 0.1);
	assert_true(estimate.sd == 0 && estimate.p == 0);
	assert_true(of(zero, 4).p == 1);
}

UNIT(estimate_refuses_what_it_cannot_use)
{
	double values[3] = { 0.1, NAN, 0.2 };
	struct estimate estimate;
	struct reason why = { "" };

	assert_int_equal(estimate_blocks(&estimate, values, 3, 0.95, 1, &why),
			 -1);
	assert_string_equal(why.text, "block 2 has no finite value (nan)");
	values[1] = -INFINITY;
	assert_int_equal(estimate_blocks(&estimate, values, 3, 0.95, 1, &why),
			 -1);
	values[1] = 0;
	assert_int_equal(estimate_blocks(&estimate, values, 3, 1, 1, &why), -1);
	assert_int_equal(estimate_blocks(&estimate, values, 3, 0, 1, &why), -1);
	assert_int_equal(estimate_blocks(&estimate, values, 3, NAN, 1, &why),
			 -1);
	assert_int_equal(estimate_blocks(&estimate, values, 3, 0.95, 0.9, &why),
			 -1);
	assert_int_equal(estimate_trimmed(&estimate, values, 3, 0.5, 0.95, 1,
					  &why), -1);
}

UNIT(estimate_stretch_widens_interval_and_p)
{
	struct estimate plain = of(SLEEP, COUNT(SLEEP));
	struct estimate wide;
	struct reason why;

	assert_int_equal(estimate_blocks(&wide, SLEEP, COUNT(SLEEP), 0.95, 1.1,
					 &why), 0);
	assert_near((wide.high - wide.low) / (plain.high - plain.low), 1.1,
		    1e-12);
	assert_true(wide.p > plain.p);
	assert_true(wide.sd == plain.sd);
}

/* The interval holds a reference exactly when the test does not reject it. */
UNIT(estimate_test_and_interval_agree)
{
	struct estimate estimate = of(SLEEP, COUNT(SLEEP));

	assert_near(estimate_p(&estimate, estimate.low), 0.05, 1e-9);
	assert_near(estimate_p(&estimate, estimate.high), 0.05, 1e-9);
	assert_true(estimate_p(&estimate, estimate.mean) == 1);
}

UNIT(estimate_trims_as_in_wilcox_example)
{
	struct estimate estimate = of(AWARENESS, COUNT(AWARENESS));

	assert_int_equal(estimate.cut, 3);
	assert_near(estimate.mean, 282.692308, 1e-6);
	assert_near(estimate.error, sqrt(21551.4 * 18 / (13 * 12)), 1e-3);
	/* t(12) at 97.5 %. */
	assert_near((estimate.high - estimate.mean) / estimate.error, 2.178813,
		    1e-6);
	assert_near(estimate.mean - estimate.low, estimate.high - estimate.mean,
		    1e-9);
}

/* Fifteen values are Student's, sixteen are trimmed. */
UNIT(estimate_trims_from_sixteen_values_on)
{
	assert_int_equal(of(AWARENESS, ESTIMATE_TRIM_FROM - 1).cut, 0);
	assert_int_equal(of(AWARENESS, ESTIMATE_TRIM_FROM).cut, 3);
}

UNIT(estimate_is_in_no_order)
{
	double reversed[COUNT(AWARENESS)];
	struct estimate there = of(AWARENESS, COUNT(AWARENESS));
	struct estimate back;

	for (size_t i = 0; i < COUNT(AWARENESS); i++)
		reversed[i] = AWARENESS[COUNT(AWARENESS) - 1 - i];
	back = of(reversed, COUNT(AWARENESS));
	assert_near(back.low, there.low, 1e-9);
	assert_near(back.robust_sd, there.robust_sd, 1e-9);
}

UNIT(estimate_trimmed_of_few_values)
{
	const double values[3] = { 1, 2, 30 };
	struct estimate estimate;
	struct reason why;

	assert_int_equal(estimate_trimmed(&estimate, values, 3, 0.4, 0.95, 1,
					  &why), 0);
	assert_true(estimate.cut == 1 && estimate.mean == 2);
	assert_true(isinf(estimate.low) && isinf(estimate.high));
	assert_true(isnan(estimate.error) && isnan(estimate.p));
}

/* log1p(exp(3) - 1) = 3, so the margin is 3 hours either way: t = 3.6507. */
UNIT(equivalence_is_two_one_sided_tests)
{
	struct estimate estimate = of(SLEEP, COUNT(SLEEP));
	struct equivalence equivalence;
	struct reason why;

	assert_int_equal(equivalence_test(&equivalence, &estimate, expm1(3),
					  &why), 0);
	assert_near(equivalence.p, 0.0026555703, 1e-9);
	assert_true(equivalence.equal);
	/* 90 %: 1.58 -+ 1.833113 * 0.388958 */
	assert_near(equivalence.low, 0.866996, 1e-5);
	assert_near(equivalence.high, 2.293004, 1e-5);
}

UNIT(equivalence_is_when_the_90_percent_interval_fits)
{
	struct estimate estimate = of(SLEEP, COUNT(SLEEP));
	struct equivalence equivalence;
	struct reason why;

	assert_int_equal(equivalence_test(&equivalence, &estimate,
					  expm1(2.29301), &why), 0);
	assert_true(equivalence.equal);
	assert_int_equal(equivalence_test(&equivalence, &estimate,
					  expm1(2.29299), &why), 0);
	assert_false(equivalence.equal);
}

UNIT(equivalence_at_its_edges)
{
	const double same[2] = { 0.001, 0.001 };
	struct estimate one = of(SLEEP, 1);
	struct estimate flat = of(same, 2);
	struct equivalence equivalence;
	struct reason why;

	assert_int_equal(equivalence_test(&equivalence, &one, 0.01, &why), 0);
	assert_true(isnan(equivalence.p) && !equivalence.equal);
	assert_int_equal(equivalence_test(&equivalence, &flat, 0.01, &why), 0);
	assert_true(equivalence.equal);
	assert_int_equal(equivalence_test(&equivalence, &flat, 0.0009, &why),
			 0);
	assert_false(equivalence.equal);
	assert_int_equal(equivalence_test(&equivalence, &flat, 0, &why), -1);
	assert_int_equal(equivalence_test(&equivalence, &flat, NAN, &why), -1);
	flat.confidence = 0.5;
	assert_int_equal(equivalence_test(&equivalence, &flat, 0.01, &why), -1);
}

/* Hyndman and Fan (1996) type 7 by hand: position 0.9 * 4 = 3.6. */
UNIT(quantile_is_type_7)
{
	double values[5] = { 50, 10, 40, 20, 30 };

	assert_near(quantile_of(values, 5, 0.9), 46, 1e-12);
	assert_true(values[0] == 10 && values[4] == 50);
	assert_near(quantile_sorted(values, 5, 0), 10, 0);
	assert_near(quantile_sorted(values, 5, 1), 50, 0);
	assert_near(quantile_sorted(values, 5, 0.5), 30, 0);
	assert_true(isnan(quantile_of(values, 0, 0.5)));
	assert_true(isnan(quantile_of(values, 5, 1.5)));
}
