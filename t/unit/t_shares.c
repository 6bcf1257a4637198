/* t_shares.c: lines, spreads and winners of answers that are known. */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "bench/sweep.h"
#include "unit.h"

UNIT(a_line_through_known_points)
{
	static const double x[] = { 5, 25, 50, 75, 95 };
	double y[5];
	struct line line;

	for (int i = 0; i < 5; i++)
		y[i] = 10 + 0.8 * x[i];
	line_fit(&line, x, y, 5);
	assert_true(fabs(line.slope - 0.8) < 1e-12);
	assert_true(fabs(line.intercept - 10) < 1e-12);
	assert_true(fabs(line.worst - 9) < 1e-12);
	assert_true(fabs(line.mean - (9 + 5 + 0 + 5 + 9) / 5.) < 1e-12);
	line_fit(&line, x, y, 1);
	assert_true(isnan(line.slope) && fabs(line.worst - 9) < 1e-12);
	line_fit(&line, x, y, 0);
	assert_true(isnan(line.worst) && isnan(line.intercept));
}

/* Of an honest sampler the interval holds 1, 95 times in 100. */
UNIT(the_spread_of_an_honest_sampler_is_chance)
{
	enum { EXPERIMENTS = 2000, RUNS = 30, N = 1000 };
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	double shares[RUNS], samples[RUNS];
	int missed = 0;

	gsl_rng_set(random, 1);
	for (int e = 0; e < EXPERIMENTS; e++) {
		struct spread_ratio spread;

		for (int i = 0; i < RUNS; i++) {
			samples[i] = N;
			shares[i] = gsl_ran_binomial(random, 0.25, N) /
				    (double)N;
		}
		spread_ratio(&spread, shares, samples, RUNS);
		missed += spread.low > 1 || spread.high < 1;
	}
	/* Four standard errors of 5 %. */
	if (fabs((double)missed / EXPERIMENTS - 0.05) > 0.02)
		fail_msg("%d of %d missed", missed, EXPERIMENTS);
	gsl_rng_free(random);
}

/* Samples that come in twos are half as many: sqrt(2) the spread. */
UNIT(the_spread_of_clumped_samples_is_more)
{
	enum { RUNS = 500 };
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	double shares[RUNS], samples[RUNS];
	struct spread_ratio spread;

	gsl_rng_set(random, 2);
	for (int i = 0; i < RUNS; i++) {
		samples[i] = 1000;
		shares[i] = gsl_ran_binomial(random, 0.25, 500) / 500.;
	}
	spread_ratio(&spread, shares, samples, RUNS);
	assert_true(fabs(spread.ratio - sqrt(2)) < 0.15);
	assert_true(spread.low > 1);
	spread_ratio(&spread, shares, samples, 1);
	assert_true(isnan(spread.ratio));
	gsl_rng_free(random);
}

UNIT(different_winners_are_counted)
{
	static const char *const names[] = { "a", "b", "a", "c", "b" };

	assert_int_equal(count_different(names, 5), 3);
	assert_int_equal(count_different(names, 1), 1);
	assert_int_equal(count_different(names, 0), 0);
}
