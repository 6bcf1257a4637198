/* t_verdict.c: which verdict the figures lead to, and Holm's adjustment. */
#include "unit.h"

#include <string.h>

#include "stats/equivalence.h"
#include "stats/estimate.h"
#include "stats/holm.h"
#include "stats/verdict.h"
#include "stats/wilcoxon.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The verdict on the values; FACTOR on p stands for an adjustment. */
static struct verdict judge(const double *values, size_t n, double factor)
{
	struct verdict verdict;
	struct estimate estimate;
	struct wilcoxon wilcoxon;
	struct equivalence equivalence;
	struct reason why;

	assert_int_equal(estimate_blocks(&estimate, values, n, 0.95, 1, &why),
			 0);
	assert_int_equal(wilcoxon_blocks(&wilcoxon, values, n, 0.95, &why), 0);
	assert_int_equal(equivalence_test(&equivalence, &estimate, 0.01, &why),
			 0);
	verdict_decide(&verdict, &estimate, &wilcoxon, &equivalence,
		       factor * estimate.p);
	assert_true(verdict.why.text[0]);
	return verdict;
}

/* N values around CENTRE, half of them SPREAD above, half below. */
static void fill(double *values, size_t n, double centre, double spread)
{
	for (size_t i = 0; i < n; i++)
		values[i] = centre + (i % 2 ? spread : -spread);
}

UNIT(verdict_without_enough_values)
{
	const double same[4] = { 0.5, 0.5, 0.5, 0.5 };

	assert_int_equal(judge(NULL, 0, 1).kind, VERDICT_NO_DATA);
	assert_int_equal(judge(same, 1, 1).kind, VERDICT_UNKNOWN);
	assert_int_equal(judge(same, 4, 1).kind, VERDICT_UNKNOWN);
}

UNIT(verdict_slower_and_faster)
{
	double values[16];

	fill(values, 16, 0.05, 0.01);
	assert_int_equal(judge(values, 16, 1).kind, VERDICT_SLOWER);
	assert_false(judge(values, 16, 1).within_margin);
	fill(values, 16, -0.05, 0.01);
	assert_int_equal(judge(values, 16, 1).kind, VERDICT_FASTER);
}

/* Three blocks of a heavy tool: too few for Wilcoxon, enough for t. */
UNIT(verdict_does_not_ask_wilcoxon_for_the_impossible)
{
	const double heavy[3] = { 3.0, 3.1, 2.95 };

	assert_int_equal(judge(heavy, 3, 1).kind, VERDICT_SLOWER);
}

UNIT(verdict_slower_wins_over_equal)
{
	double values[64];
	struct verdict verdict;

	fill(values, 64, 0.003, 0.004);
	verdict = judge(values, 64, 1);
	assert_int_equal(verdict.kind, VERDICT_SLOWER);
	assert_true(verdict.within_margin);
	assert_string_equal(verdict.why.text, "+0.30 %, between +0.14 % and "
			    "+0.46 %, in 64 blocks; within the margin");
}

UNIT(verdict_equal_and_unknown)
{
	double values[64];

	fill(values, 64, 0.0001, 0.01);
	assert_int_equal(judge(values, 64, 1).kind, VERDICT_EQUAL);
	assert_true(judge(values, 64, 1).within_margin);
	fill(values, 64, 0.0001, 0.1);
	assert_int_equal(judge(values, 64, 1).kind, VERDICT_UNKNOWN);
	assert_false(judge(values, 64, 1).within_margin);
}

/*
 * 24 small costs of one side, 12 gains ten times their size; both significant.
 */
UNIT(verdict_unknown_when_the_tests_lean_apart)
{
	struct estimate estimate = {
		.n = 36, .confidence = 0.95, .mean = -0.01, .error = 0.004,
		.low = -0.018, .high = -0.002, .p = 0.02,
	};
	struct wilcoxon wilcoxon = {
		.n = 36, .plus = 400, .minus = 266, .p = 0.15,
		.p_least = 1e-9,
	};
	struct equivalence equivalence = { .margin = 0.01 };
	struct verdict verdict;

	verdict_decide(&verdict, &estimate, &wilcoxon, &equivalence, 0.02);
	assert_int_equal(verdict.kind, VERDICT_UNKNOWN);
	wilcoxon.plus = 266;
	wilcoxon.minus = 400;
	verdict_decide(&verdict, &estimate, &wilcoxon, &equivalence, 0.02);
	assert_int_equal(verdict.kind, VERDICT_FASTER);
	wilcoxon.p = 0.21;
	verdict_decide(&verdict, &estimate, &wilcoxon, &equivalence, 0.02);
	assert_int_equal(verdict.kind, VERDICT_UNKNOWN);
	assert_non_null(strstr(verdict.why.text, "few blocks far off"));
	wilcoxon.p_least = 0.0625;
	verdict_decide(&verdict, &estimate, &wilcoxon, &equivalence, 0.02);
	assert_int_equal(verdict.kind, VERDICT_FASTER);
}

UNIT(verdict_respects_the_other_cells)
{
	double values[16];

	fill(values, 16, 0.012, 0.01);
	assert_int_equal(judge(values, 16, 1).kind, VERDICT_SLOWER);
	assert_int_equal(judge(values, 16, 12).kind, VERDICT_UNKNOWN);
	assert_non_null(strstr(judge(values, 16, 12).why.text, "judged alone"));
}

UNIT(verdict_names_are_words)
{
	assert_string_equal(verdict_name(VERDICT_NO_DATA), "no data");
	assert_string_equal(verdict_name(VERDICT_UNKNOWN), "unknown");
	assert_string_equal(verdict_name(VERDICT_FASTER), "faster");
	assert_string_equal(verdict_name(VERDICT_EQUAL), "equal");
	assert_string_equal(verdict_name(VERDICT_SLOWER), "slower");
}

static void assert_holm(const double *p, const double *expected, size_t count)
{
	double adjusted[8];
	struct reason why;

	assert_int_equal(holm_adjust(p, adjusted, count, &why), 0);
	for (size_t i = 0; i < count; i++)
		assert_true(isnan(expected[i]) ? isnan(adjusted[i]) :
			    fabs(adjusted[i] - expected[i]) < 1e-12);
}

/* By hand: 4 * 0.005, 3 * 0.01, 2 * 0.03, then 0.04 held up to 0.06. */
UNIT(holm_steps_down)
{
	const double four[] = { 0.01, 0.04, 0.03, 0.005 };
	const double four_holm[] = { 0.03, 0.06, 0.06, 0.02 };
	const double large[] = { 0.9, 0.6, 1 };
	const double large_holm[] = { 1, 1, 1 };
	const double some[] = { NAN, 0.02, NAN, 0.5 };
	const double some_holm[] = { NAN, 0.04, NAN, 0.5 };

	assert_holm(four, four_holm, 4);
	assert_holm(large, large_holm, 3);
	assert_holm(some, some_holm, 4);
	assert_holm(some, some_holm, 1);
	assert_holm(NULL, NULL, 0);
}

UNIT(holm_works_in_place_and_refuses_nonsense)
{
	double p[] = { 0.01, 0.04, 0.03, 0.005 };
	double bad[] = { 0.5, 1.5 };
	struct reason why;

	assert_int_equal(holm_adjust(p, p, COUNT(p), &why), 0);
	assert_true(fabs(p[0] - 0.03) < 1e-12 && fabs(p[3] - 0.02) < 1e-12);
	assert_int_equal(holm_adjust(bad, bad, COUNT(bad), &why), -1);
	assert_string_equal(why.text, "p value 2 is 1.5");
}
