/* t_sound.c: an instrument that keeps its promises is called sound; no other one is. */
#include "unit.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>

#include "bench/sound.h"

enum { EXPERIMENTS = 60, INSTRUMENTS = 20000 };

/* What the instrument does, of what it promises. */
struct rates {
	double alarms, covered, beneath;
};

static const struct rates as_promised = { 0.05, 0.95, 0.025 };

static struct share seen(gsl_rng *random, double rate)
{
	struct share share;

	share_set(&share, gsl_ran_binomial(random, rate, EXPERIMENTS),
		  EXPERIMENTS);
	return share;
}

/* One with three injections. */
static struct verify look(gsl_rng *random, const struct rates *rates)
{
	struct verify verify = {
		.aa = { .experiments = EXPERIMENTS,
			.at_5 = seen(random, rates->alarms),
			.at_1 = seen(random, rates->alarms / 5),
			.bias_p = gsl_rng_uniform(random) },
		.injection_count = 3,
	};

	for (int i = 0; i < 3; i++) {
		verify.injections[i].experiments = EXPERIMENTS;
		verify.injections[i].handler.covered =
			seen(random, rates->covered);
		verify.injections[i].latency.beneath =
			seen(random, rates->beneath);
	}
	return verify;
}

/* How often it is not called sound. */
static double doubted(unsigned long seed, const struct rates *rates)
{
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	int doubts = 0;

	gsl_rng_set(random, seed);
	for (int i = 0; i < INSTRUMENTS; i++) {
		struct verify verify = look(random, rates);

		doubts += sound_p(&verify) < SOUND_LEVEL;
	}
	gsl_rng_free(random);
	return (double)doubts / INSTRUMENTS;
}

UNIT(sound_when_promises_are_kept)
{
	double rate = doubted(1, &as_promised);

	/* Discrete counts stay below the level, not at it. */
	assert_true(rate > 0.001);
	assert_true(rate < SOUND_LEVEL);
}

UNIT(not_sound_when_one_is_broken)
{
	const struct rates alarms = { 0.25, 0.95, 0.025 };
	const struct rates narrow = { 0.05, 0.75, 0.025 };
	const struct rates above = { 0.05, 0.95, 0.25 };

	assert_true(doubted(2, &alarms) > 0.9);
	assert_true(doubted(3, &narrow) > 0.9);
	assert_true(doubted(4, &above) > 0.9);
}

/* The sum over k < 51 of C(60, k) 0.95^k 0.05^(60 - k) is 7.380313506787e-4. */
UNIT(sound_by_exact_tails)
{
	struct verify verify = { .injection_count = 1 };
	struct verify_injection *injection = &verify.injections[0];

	injection->experiments = EXPERIMENTS;
	share_set(&injection->handler.covered, 50, EXPERIMENTS);
	share_set(&injection->latency.beneath, 0, EXPERIMENTS);
	assert_true(fabs(sound_p(&verify) - 2 * 7.380313506787e-4) < 1e-12);
	verify = (struct verify){ .aa = { .experiments = EXPERIMENTS,
					  .bias_p = 1e-4 } };
	share_set(&verify.aa.at_5, 0, EXPERIMENTS);
	share_set(&verify.aa.at_1, 0, EXPERIMENTS);
	assert_true(fabs(sound_p(&verify) - 3e-4) < 1e-12);
}

UNIT(nothing_measured_says_nothing)
{
	const struct verify verify = { .injection_count = 2 };

	assert_true(sound_p(&verify) == 1);
}
