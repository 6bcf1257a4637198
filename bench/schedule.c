/* schedule.c: in which order the requests of a block are asked. */
#include "bench/schedule.h"

#include <gsl/gsl_randist.h>
#include <stdlib.h>

#include "bench/run.h"

/* WANTED rounds of ROUNDS, any, as marks in TAKES[ROUNDS]. */
static void choose_rounds(gsl_rng *random, unsigned *takes, size_t rounds,
			  size_t wanted)
{
	for (size_t i = 0; i < rounds; i++)
		takes[i] = i < wanted;
	gsl_ran_shuffle(random, takes, rounds, sizeof(*takes));
}

/* All of them, round by round; TAKES has room for the marks of every arm. */
static size_t list_turns(struct turn *turns, unsigned *takes,
			 const long *wanted, unsigned count, gsl_rng *random)
{
	size_t rounds = (size_t)wanted[0], n = 0;

	for (unsigned a = 0; a < count; a++)
		choose_rounds(random, takes + a * rounds, rounds,
			      (size_t)wanted[a]);
	for (unsigned round = 0; round < rounds; round++)
		for (unsigned a = 0; a < count; a++)
			if (takes[a * rounds + round])
				turns[n++] = (struct turn){ round, a };
	return n;
}

/* Any order, but that each arm's own rounds rise. */
static void mix(struct turn *turns, size_t n, gsl_rng *random)
{
	unsigned who[SCHEDULE_TOGETHER * ARM_MAX];
	unsigned rounds[ARM_MAX][SCHEDULE_TOGETHER];
	unsigned listed[ARM_MAX] = { 0 }, taken[ARM_MAX] = { 0 };

	for (size_t i = 0; i < n; i++) {
		unsigned a = who[i] = turns[i].who;

		rounds[a][listed[a]++] = turns[i].round;
	}
	gsl_ran_shuffle(random, who, n, sizeof(*who));
	for (size_t i = 0; i < n; i++) {
		unsigned a = who[i];

		turns[i] = (struct turn){ rounds[a][taken[a]++], a };
	}
}

static void mix_all(struct turn *turns, size_t length, gsl_rng *random)
{
	size_t from = 0;

	for (size_t to = 1; to <= length; to++) {
		if (to < length && turns[to].round / SCHEDULE_TOGETHER ==
					   turns[from].round / SCHEDULE_TOGETHER)
			continue;
		mix(turns + from, to - from, random);
		from = to;
	}
}

struct turn *schedule_make(const long *wanted, unsigned count, gsl_rng *random,
			   size_t *length)
{
	size_t most = (size_t)wanted[0] * count + 1;
	struct turn *turns = calloc(most, sizeof(*turns));
	unsigned *takes = calloc(most, sizeof(*takes));

	if (turns && takes) {
		*length = list_turns(turns, takes, wanted, count, random);
		mix_all(turns, *length, random);
	} else {
		free(turns);
		turns = NULL;
	}
	free(takes);
	return turns;
}
