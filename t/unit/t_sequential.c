/* t_sequential.c: the stopping rule stops in time and keeps its error rate. */
#include "unit.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "stats/estimate.h"
#include "stats/sequential.h"

enum { MOST = 200, EXPERIMENTS = 2500 };

static const struct sequential_rule RULE = {
	.absolute = 0.005, .relative = 0.05, .confidence = 0.95,
	.least = 8, .most = MOST,
};

/* One experiment: its values so far. */
struct experiment {
	double values[MOST];
	size_t n;
};

/* Add N values around CENTRE, SPREAD above and below in turn. */
static void feed(struct experiment *experiment, size_t n, double centre,
		 double spread)
{
	for (size_t i = 0; i < n; i++)
		experiment->values[experiment->n++] =
			i % 2 ? centre + spread : centre - spread;
}

static struct estimate judge(const struct experiment *experiment,
			     const struct sequential_rule *rule)
{
	struct estimate estimate;
	struct reason why;

	assert_int_equal(estimate_blocks(&estimate, experiment->values,
					 experiment->n, rule->confidence,
					 sequential_stretch(rule), &why), 0);
	return estimate;
}

static double need_of(const struct experiment *experiment,
		      const struct sequential_rule *rule)
{
	struct estimate estimate = judge(experiment, rule);

	return sequential_need(rule, &estimate);
}

UNIT(sequential_does_not_look_before_the_least)
{
	struct experiment experiment = { .n = 0 };

	assert_true(isinf(need_of(&experiment, &RULE)));
	feed(&experiment, 7, 0, 1e-6);
	assert_true(isinf(need_of(&experiment, &RULE)));
	feed(&experiment, 1, 0, 1e-6);
	assert_true(need_of(&experiment, &RULE) < 1);
}

/* The same noise is narrow enough for a large effect, not for a small one. */
UNIT(sequential_wants_less_of_large_effects)
{
	struct experiment small = { .n = 0 };
	struct experiment large = { .n = 0 };
	struct estimate estimate;

	feed(&small, 8, 0.05, 0.02);
	feed(&large, 8, 0.7, 0.02);
	estimate = judge(&small, &RULE);
	assert_true(fabs(sequential_target(&RULE, &estimate) - 0.005) < 1e-12);
	estimate = judge(&large, &RULE);
	assert_true(fabs(sequential_target(&RULE, &estimate) - 0.035) < 1e-12);
	assert_true(need_of(&small, &RULE) > 1);
	assert_true(need_of(&large, &RULE) < 1);
}

UNIT(sequential_need_falls_with_the_blocks)
{
	struct experiment experiment = { .n = 0 };
	double before = INFINITY;

	feed(&experiment, ESTIMATE_TRIM_FROM, 0, 0.02);
	while (experiment.n < 96) {
		feed(&experiment, 8, 0, 0.02);
		assert_true(need_of(&experiment, &RULE) < before);
		before = need_of(&experiment, &RULE);
	}
}

UNIT(sequential_fixed_number_is_not_stretched)
{
	struct sequential_rule rule = RULE;
	struct experiment experiment = { .n = 0 };

	rule.least = rule.most = 3;
	assert_true(sequential_stretch(&rule) == 1);
	feed(&experiment, 2, 0, 1e-6);
	assert_true(isinf(need_of(&experiment, &rule)));
	feed(&experiment, 1, 0, 1e-6);
	assert_true(need_of(&experiment, &rule) < 1);
}

UNIT(sequential_stretch_falls_with_the_least)
{
	struct sequential_rule rule = RULE;
	double before = 2;

	for (rule.least = SEQUENTIAL_LEAST_MIN; rule.least < 30; rule.least++) {
		double stretch = sequential_stretch(&rule);

		assert_true(stretch <= before && stretch > 1);
		before = stretch;
	}
}

UNIT(sequential_refuses_rules_out_of_range)
{
	static const struct sequential_rule bad[] = {
		{ -1, 0.05, 0.95, 8, 400 },    { 0, 0, 0.95, 8, 400 },
		{ NAN, 0.05, 0.95, 8, 400 },   { 0.005, NAN, 0.95, 8, 400 },
		{ 0.005, 0.05, 0.999, 8, 400 }, { 0.005, 0.05, 0.5, 8, 400 },
		{ 0.005, 0.05, NAN, 8, 400 },  { 0.005, 0.05, 0.95, 5, 400 },
		{ 0.005, 0.05, 0.95, 8, 0 },
	};
	struct reason why;

	assert_int_equal(sequential_check(&RULE, &why), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(sequential_check(&bad[i], &why), -1);
}

enum noise { NORMAL, STUDENT_3, CONTAMINATED };

/* Standard deviation SD, but for the 5 % of contaminated values with 10 SD. */
static double draw(gsl_rng *random, enum noise noise, double sd)
{
	if (noise == STUDENT_3)
		return gsl_ran_tdist(random, 3) * sd / sqrt(3);
	if (noise == CONTAMINATED && gsl_rng_uniform(random) < 0.05)
		sd *= 10;
	return gsl_ran_gaussian_ziggurat(random, sd);
}

/* One experiment to its stop; 1 if the stretched interval misses EFFECT. */
static int run_to_stop(gsl_rng *random, enum noise noise, double sd,
		       double effect, size_t *blocks, int *plain_misses)
{
	struct experiment experiment = { .n = 0 };
	struct estimate estimate;
	double off, width;

	do {
		experiment.values[experiment.n++] =
			effect + draw(random, noise, sd);
		estimate = judge(&experiment, &RULE);
	} while (sequential_need(&RULE, &estimate) > 1 && experiment.n < MOST);
	*blocks += experiment.n;
	off = fabs(estimate.mean - effect);
	width = (estimate.high - estimate.low) / 2;
	*plain_misses += off > width / estimate.stretch;
	return off > width;
}

/*
 * Misses of the 95 % interval in percent; at effect 0 they are the false
 * alarms. The mean number of blocks goes to BLOCKS.
 */
static double misses(enum noise noise, double sd, double effect,
		     double *blocks, double *plain)
{
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	size_t total = 0;
	int missed = 0;
	int plainly = 0;

	gsl_rng_set(random, 20);
	for (int i = 0; i < EXPERIMENTS; i++)
		missed += run_to_stop(random, noise, sd, effect, &total,
				     &plainly);
	gsl_rng_free(random);
	*blocks = (double)total / EXPERIMENTS;
	*plain = 100.0 * plainly / EXPERIMENTS;
	return 100.0 * missed / EXPERIMENTS;
}

/* 5 % and three standard errors of 2,500 experiments: 6.31 %. */
UNIT(sequential_keeps_its_coverage)
{
	static const double sd[] = { 0.003, 0.006, 0.01, 0.02 };
	static const double effect[] = { 0.005, 0.02, 1.0 };
	double blocks;
	double plain;

	for (enum noise noise = NORMAL; noise <= CONTAMINATED; noise++) {
		for (int i = 0; i < 4; i++)
			assert_true(misses(noise, sd[i], 0, &blocks, &plain) <
				    6.31);
		for (int i = 0; i < 3; i++)
			assert_true(misses(noise, 0.01, log1p(effect[i]),
					   &blocks, &plain) < 6.31);
	}
}

/* What the stretch is for, and what it costs: the figures of the header. */
UNIT(sequential_stretch_is_needed_and_cheap)
{
	double blocks;
	double plain;
	double stretched = misses(NORMAL, 0.01, 0, &blocks, &plain);

	assert_true(plain - stretched > 1);
	assert_true(stretched > 3);
	assert_true(blocks > 22 && blocks < 26);
}
