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

static struct sequential start(const struct sequential_rule *rule)
{
	struct sequential sequential;
	struct reason why;

	assert_int_equal(sequential_init(&sequential, rule, &why), 0);
	return sequential;
}

/* Add N values around CENTRE, SPREAD above and below in turn. */
static void feed(struct sequential *sequential, size_t n, double centre,
		 double spread)
{
	struct reason why;

	for (size_t i = 0; i < n; i++)
		assert_int_equal(sequential_add(sequential, i % 2 ?
						centre + spread :
						centre - spread, &why), 0);
}

UNIT(sequential_does_not_look_before_the_least)
{
	struct sequential sequential = start(&RULE);

	assert_true(isinf(sequential_width(&sequential)));
	feed(&sequential, 7, 0, 1e-6);
	assert_true(sequential_width(&sequential) < 0.005);
	assert_int_equal(sequential_state(&sequential), SEQUENTIAL_MORE);
	feed(&sequential, 1, 0, 1e-6);
	assert_int_equal(sequential_state(&sequential), SEQUENTIAL_PRECISE);
}

UNIT(sequential_ends_with_the_budget)
{
	struct sequential sequential = start(&RULE);

	feed(&sequential, MOST - 1, 0, 1);
	assert_int_equal(sequential_state(&sequential), SEQUENTIAL_MORE);
	feed(&sequential, 1, 0, 1);
	assert_int_equal(sequential_state(&sequential), SEQUENTIAL_SPENT);
}

/* The same noise is narrow enough for a large effect, not for a small one. */
UNIT(sequential_wants_less_of_large_effects)
{
	struct sequential small = start(&RULE);
	struct sequential large = start(&RULE);

	feed(&small, 8, 0.05, 0.02);
	feed(&large, 8, 0.7, 0.02);
	assert_true(fabs(sequential_target(&small) - 0.005) < 1e-12);
	assert_true(fabs(sequential_target(&large) - 0.035) < 1e-12);
	assert_int_equal(sequential_state(&small), SEQUENTIAL_MORE);
	assert_int_equal(sequential_state(&large), SEQUENTIAL_PRECISE);
}

UNIT(sequential_width_is_that_of_the_estimate)
{
	const double values[9] = { 0.01, 0.03, -0.02, 0.015, 0.04,
				   0.02, 0.01, -0.01, 0.025 };
	struct sequential sequential = start(&RULE);
	struct estimate estimate;
	struct reason why;

	for (size_t i = 0; i < 9; i++)
		sequential_add(&sequential, values[i], &why);
	assert_int_equal(estimate_blocks(&estimate, values, 9, 0.95,
					 sequential.stretch, &why), 0);
	assert_true(fabs(sequential_width(&sequential) -
			 (estimate.high - estimate.low) / 2) < 1e-15);
}

UNIT(sequential_forecast_is_where_it_stops)
{
	struct sequential sequential = start(&RULE);
	size_t forecast;

	assert_int_equal(sequential_forecast(&sequential), 8);
	feed(&sequential, 30, 0, 0.02);
	forecast = sequential_forecast(&sequential);
	assert_in_range(forecast, 70, 90);
	while (sequential_state(&sequential) == SEQUENTIAL_MORE)
		feed(&sequential, 2, 0, 0.02);
	assert_in_range(sequential.n, forecast - 2, forecast + 2);
	feed(&sequential, 1, 0, 100);
	assert_int_equal(sequential_forecast(&sequential), MOST);
}

/* (1.1 * 1.96 * 3.162 / 0.005)^2 = 1.86 million. */
UNIT(sequential_forecast_without_a_budget)
{
	struct sequential_rule rule = RULE;
	struct sequential sequential;

	rule.most = SIZE_MAX;
	rule.relative = 0;
	sequential = start(&rule);
	feed(&sequential, 10, 0, 3);
	assert_in_range(sequential_forecast(&sequential), 1855000, 1865000);
}

UNIT(sequential_fixed_number_is_not_stretched)
{
	struct sequential_rule rule = RULE;
	struct sequential sequential;

	rule.least = rule.most = 3;
	sequential = start(&rule);
	assert_true(sequential.stretch == 1);
	feed(&sequential, 2, 0, 1e-6);
	assert_int_equal(sequential_state(&sequential), SEQUENTIAL_MORE);
	feed(&sequential, 1, 0, 1e-6);
	assert_int_equal(sequential_state(&sequential), SEQUENTIAL_PRECISE);
}

UNIT(sequential_stretch_falls_with_the_least)
{
	struct sequential_rule rule = RULE;
	double before = 2;

	for (rule.least = SEQUENTIAL_LEAST_MIN; rule.least < 30; rule.least++) {
		double stretch = start(&rule).stretch;

		assert_true(stretch <= before && stretch > 1);
		before = stretch;
	}
	assert_true(before == 1.04);
}

UNIT(sequential_refuses_rules_and_values_out_of_range)
{
	static const struct sequential_rule bad[] = {
		{ -1, 0.05, 0.95, 8, 400 },    { 0, 0, 0.95, 8, 400 },
		{ NAN, 0.05, 0.95, 8, 400 },   { 0.005, NAN, 0.95, 8, 400 },
		{ 0.005, 0.05, 0.999, 8, 400 }, { 0.005, 0.05, 0.5, 8, 400 },
		{ 0.005, 0.05, NAN, 8, 400 },  { 0.005, 0.05, 0.95, 5, 400 },
		{ 0.005, 0.05, 0.95, 8, 0 },
	};
	struct sequential sequential = start(&RULE);
	struct reason why;

	assert_int_equal(sequential_add(&sequential, NAN, &why), -1);
	assert_int_equal(sequential_add(&sequential, INFINITY, &why), -1);
	assert_int_equal(sequential.n, 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(sequential_init(&sequential, &bad[i], &why),
				 -1);
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
static int experiment(gsl_rng *random, enum noise noise, double sd,
		      double effect, size_t *blocks, int *plain_misses)
{
	struct sequential sequential = start(&RULE);
	struct reason why;
	double off;
	double width;

	do {
		sequential_add(&sequential, effect + draw(random, noise, sd),
			       &why);
	} while (sequential_state(&sequential) == SEQUENTIAL_MORE);
	*blocks += sequential.n;
	off = fabs(sequential.mean - effect);
	width = sequential_width(&sequential);
	*plain_misses += off > width / sequential.stretch;
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
		missed += experiment(random, noise, sd, effect, &total,
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
	assert_true(blocks > 19 && blocks < 22);
}
