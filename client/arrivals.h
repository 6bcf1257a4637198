/*
 * arrivals.h: when requests are due in an open loop, whatever became of the last.
 *
 * The whole schedule follows from the rate and the seed and is drawn one arrival
 * at a time, when somebody asks for it. So the queue of those that are due and not
 * yet sent needs no memory, however long it grows: its head is `due_ns`, the rest
 * has not been drawn.
 */
#ifndef TARE_ARRIVALS_H
#define TARE_ARRIVALS_H

#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/reason.h"

struct arrivals {
	double rate;   /* arrivals per second */
	bool uniform;  /* all gaps alike; else a Poisson process */
	double due_ns; /* the next one, since the start */
	gsl_rng *random;
};

/* RATE > 0. The first is due one gap after the start. */
int arrivals_init(struct arrivals *arrivals, double rate, bool uniform,
		  long seed, struct reason *why);
void arrivals_release(struct arrivals *arrivals);

/* Take the next one: when it is due, ns since the start; never falls. */
int64_t arrivals_take(struct arrivals *arrivals);

/* When the next one is due, without taking it. */
int64_t arrivals_peek(const struct arrivals *arrivals);

/*
 * Take all that are due before UNTIL_NS, in constant time: how many those are.
 * Poisson arrivals have no memory, so that their number is a Poisson number.
 */
uint64_t arrivals_skip(struct arrivals *arrivals, int64_t until_ns);

#endif
