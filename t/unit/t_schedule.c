/* t_schedule.c: in which order the requests of a block are asked. */
#include <stdlib.h>

#include "bench/run.h"
#include "bench/schedule.h"
#include "unit.h"

enum { ARMS = 4, ROUNDS = 25 };

/* Every arm has its requests, once in a round at most, and its rounds rise. */
UNIT(a_schedule_has_every_request_in_the_order_of_its_rounds)
{
	static const long wanted[ARMS] = { ROUNDS, 7, ROUNDS, 0 };
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	long seen[ARMS] = { 0 };
	unsigned last[ARMS] = { 0 }, window = 0;
	size_t length = 0;
	struct turn *turns = schedule_make(wanted, ARMS, random, &length);

	assert_int_equal(length, ROUNDS + 7 + ROUNDS);
	for (size_t i = 0; i < length; i++) {
		const struct turn *turn = &turns[i];

		assert_in_range(turn->who, 0, ARMS - 1);
		assert_in_range(turn->round, 0, ROUNDS - 1);
		assert_true(!seen[turn->who] || turn->round > last[turn->who]);
		last[turn->who] = turn->round;
		seen[turn->who]++;
		/* What is mixed stays together. */
		assert_true(turn->round / SCHEDULE_TOGETHER >= window);
		window = turn->round / SCHEDULE_TOGETHER;
	}
	for (unsigned a = 0; a < ARMS; a++)
		assert_int_equal(seen[a], wanted[a]);
	free(turns);
	gsl_rng_free(random);
}

UNIT(everybody_follows_everybody_and_itself)
{
	static const long wanted[ARMS] = { 20, 20, 20, 20 };
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	double after[ARMS][ARMS] = { 0 };

	for (int i = 0; i < 2000; i++) {
		size_t length = 0;
		struct turn *turns = schedule_make(wanted, ARMS, random, &length);

		for (size_t t = 1; t < length; t++)
			after[turns[t - 1].who][turns[t].who] += 1.0 / 2000 / 20;
		free(turns);
	}
	for (unsigned a = 0; a < ARMS; a++)
		for (unsigned b = 0; b < ARMS; b++)
			assert_true(fabs(after[a][b] - 0.25) < 0.03);
	gsl_rng_free(random);
}
