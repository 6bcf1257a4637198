/* t_coverage.c: simulated experiments keep the rates that tests promise. */
#include "unit.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "stats/equivalence.h"
#include "stats/estimate.h"
#include "stats/holm.h"
#include "stats/verdict.h"
#include "stats/wilcoxon.h"

enum { EXPERIMENTS = 5000, BLOCKS_MAX = 100 };

/* Four standard errors of a rate of 5 % seen EXPERIMENTS times. */
static const double TOLERANCE = 0.0124;

/* A share SPOILT of the values has ten times the spread. */
static void draw(gsl_rng *random, double *values, size_t n, double centre,
		 double sd, double spoilt)
{
	for (size_t i = 0; i < n; i++) {
		bool bad = gsl_rng_uniform(random) < spoilt;

		values[i] = centre + gsl_ran_gaussian_ziggurat(
			random, bad ? 10 * sd : sd);
	}
}

static gsl_rng *seeded(unsigned long seed)
{
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);

	gsl_rng_set(random, seed);
	return random;
}

static void assert_rate(int hits, double expected)
{
	double rate = (double)hits / EXPERIMENTS;

	if (fabs(rate - expected) > TOLERANCE)
		fail_msg("rate %.4f, expected %.4f", rate, expected);
}

UNIT(coverage_of_student_interval)
{
	static const size_t size[] = { 2, 5, 15 };
	gsl_rng *random = seeded(1);
	struct estimate estimate;
	struct reason why;
	double values[BLOCKS_MAX];

	for (int k = 0; k < 3; k++) {
		int missed = 0;
		int rejected = 0;

		for (int i = 0; i < EXPERIMENTS; i++) {
			draw(random, values, size[k], 0.02, 0.01, 0);
			estimate_blocks(&estimate, values, size[k], 0.95, 1,
					&why);
			missed += estimate.low > 0.02 || estimate.high < 0.02;
			rejected += estimate_p(&estimate, 0.02) < 0.05;
		}
		assert_rate(missed, 0.05);
		assert_int_equal(missed, rejected);
	}
	gsl_rng_free(random);
}

/* Outliers make the t interval wide, not wrong. */
UNIT(coverage_of_student_interval_with_outliers)
{
	gsl_rng *random = seeded(2);
	struct estimate estimate;
	struct reason why;
	double values[BLOCKS_MAX];
	int missed = 0;

	for (int i = 0; i < EXPERIMENTS; i++) {
		draw(random, values, 30, 0, 0.01, 0.05);
		estimate_trimmed(&estimate, values, 30, 0, 0.95, 1, &why);
		missed += estimate.low > 0 || estimate.high < 0;
	}
	assert_true(missed < (0.05 + TOLERANCE) * EXPERIMENTS);
	gsl_rng_free(random);
}

/* Trimming keeps coverage, and is at least twice as narrow on spoilt blocks. */
UNIT(coverage_of_trimmed_interval)
{
	gsl_rng *random = seeded(3);
	struct estimate whole;
	struct estimate estimate;
	struct reason why;
	double values[BLOCKS_MAX];

	for (int spoilt = 0; spoilt <= 5; spoilt += 5) {
		double plain = 0;
		double cut = 0;
		int missed = 0;

		for (int i = 0; i < EXPERIMENTS; i++) {
			draw(random, values, 30, 0, 0.01, spoilt / 100.0);
			estimate_trimmed(&whole, values, 30, 0, 0.95, 1, &why);
			estimate_blocks(&estimate, values, 30, 0.95, 1, &why);
			missed += estimate.low > 0 || estimate.high < 0;
			plain += whole.high - whole.low;
			cut += estimate.high - estimate.low;
		}
		assert_true(missed < (0.05 + TOLERANCE) * EXPERIMENTS);
		assert_true(missed > (0.05 - 2 * TOLERANCE) * EXPERIMENTS);
		if (spoilt)
			assert_true(cut < plain / 1.6);
		else
			assert_true(cut < plain * 1.2);
	}
	gsl_rng_free(random);
}

/*
 * Expected: the exact level of the table's critical value; 80 is approximated.
 */
UNIT(coverage_of_wilcoxon)
{
	static const struct { size_t n; double level; } table[] = {
		{ 5, 0 }, { 6, 0.03125 }, { 10, 0.048828125 },
		{ 20, 0.048441 }, { 80, 0.05 },
	};
	gsl_rng *random = seeded(4);
	struct wilcoxon wilcoxon;
	struct reason why;
	double values[BLOCKS_MAX];

	for (int k = 0; k < 5; k++) {
		int alarms = 0;
		int missed = 0;

		for (int i = 0; i < EXPERIMENTS; i++) {
			draw(random, values, table[k].n, 0, 0.01, 0.05);
			wilcoxon_blocks(&wilcoxon, values, table[k].n, 0.95,
					&why);
			alarms += wilcoxon.p < 0.05;
			missed += wilcoxon.low > 0 || wilcoxon.high < 0;
		}
		assert_rate(alarms, table[k].level);
		assert_rate(missed, table[k].level);
	}
	gsl_rng_free(random);
}

/* A true difference of just the margin is called equal 5 % of the time. */
UNIT(coverage_of_equivalence)
{
	gsl_rng *random = seeded(5);
	struct estimate estimate;
	struct equivalence equivalence;
	struct reason why;
	double values[BLOCKS_MAX];
	int equal = 0;

	for (int i = 0; i < EXPERIMENTS; i++) {
		draw(random, values, 20, -log1p(0.01), 0.01, 0);
		estimate_blocks(&estimate, values, 20, 0.95, 1, &why);
		equivalence_test(&equivalence, &estimate, 0.01, &why);
		equal += equivalence.equal;
	}
	assert_rate(equal, 0.05);
	gsl_rng_free(random);
}

/*
 * Twelve cells without a difference: at least one false claim in 46 % of the
 * runs without the adjustment (1 - 0.95^12), and in 1 - (1 - 0.05 / 12)^12 =
 * 4.9 % with it.
 */
UNIT(coverage_of_holm)
{
	gsl_rng *random = seeded(6);
	struct estimate estimate;
	struct reason why;
	double values[BLOCKS_MAX];
	double p[12];
	int plain = 0;
	int adjusted = 0;

	for (int i = 0; i < EXPERIMENTS; i++) {
		double least = 1;
		double least_adjusted = 1;

		for (int cell = 0; cell < 12; cell++) {
			draw(random, values, 10, 0, 0.01, 0);
			estimate_blocks(&estimate, values, 10, 0.95, 1, &why);
			p[cell] = estimate.p;
			least = fmin(least, p[cell]);
		}
		holm_adjust(p, p, 12, &why);
		for (int cell = 0; cell < 12; cell++)
			least_adjusted = fmin(least_adjusted, p[cell]);
		plain += least < 0.05;
		adjusted += least_adjusted < 0.05;
	}
	assert_true(plain > 0.42 * EXPERIMENTS);
	assert_rate(adjusted, 0.049);
	gsl_rng_free(random);
}

static enum verdict_kind judge(const double *values, size_t n)
{
	struct verdict verdict;
	struct estimate estimate;
	struct wilcoxon wilcoxon;
	struct equivalence equivalence;
	struct reason why;

	estimate_blocks(&estimate, values, n, 0.95, 1, &why);
	wilcoxon_blocks(&wilcoxon, values, n, 0.95, &why);
	equivalence_test(&equivalence, &estimate, 0.01, &why);
	verdict_decide(&verdict, &estimate, &wilcoxon, &equivalence,
		       estimate.p);
	return verdict.kind;
}

/*
 * Of 20 blocks, A against A, then 2 % slower: spoilt blocks cost power, not
 * truth.
 */
UNIT(coverage_of_verdicts)
{
	static const double spoilt[] = { 0, 0.05 };
	gsl_rng *random = seeded(7);
	double values[BLOCKS_MAX];

	for (int k = 0; k < 2; k++) {
		int alarms = 0;
		int found = 0;

		for (int i = 0; i < EXPERIMENTS / 2; i++) {
			enum verdict_kind kind;

			draw(random, values, 20, 0, 0.01, spoilt[k]);
			kind = judge(values, 20);
			alarms += kind == VERDICT_SLOWER ||
				  kind == VERDICT_FASTER;
			draw(random, values, 20, log1p(0.02), 0.01, spoilt[k]);
			found += judge(values, 20) == VERDICT_SLOWER;
		}
		assert_true(alarms < (0.05 + TOLERANCE) * EXPERIMENTS / 2);
		assert_true(found > (k ? 0.7 : 0.99) * EXPERIMENTS / 2);
	}
	gsl_rng_free(random);
}
