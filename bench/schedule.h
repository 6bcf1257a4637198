/*
 * schedule.h: in which order the requests of a block are asked.
 *
 * In rounds, in each of which an arm answers at most one request, so that all arms see
 * the same weather; and SCHEDULE_TOGETHER rounds are mixed. What is asked after an arm
 * that takes longer finds colder caches: 0.1 % slower after 10 % more. Were each round
 * in an order of its own, an arm would follow itself several times less often than any
 * other does, and so escape what it does to others: a residual effect (Williams 1949).
 * In a mix of n requests each, of k arms, it follows itself with a chance of
 * (n - 1) / (kn - 1), any other of n / (kn - 1).
 */
#ifndef TARE_SCHEDULE_H
#define TARE_SCHEDULE_H

#include <gsl/gsl_rng.h>
#include <stddef.h>

enum { SCHEDULE_TOGETHER = 10 };

/* A request: of which arm, and the how manyeth round. */
struct turn {
	unsigned round, who;
};

/*
 * WANTED requests of each of COUNT arms, at most ARM_MAX, none more than the first,
 * which takes part in every round; the others in any. An arm's rounds rise. The
 * caller frees; NULL: no memory.
 */
struct turn *schedule_make(const long *wanted, unsigned count, gsl_rng *random,
			   size_t *length);

#endif
