/*
 * roster.h: which arms take part in a block.
 *
 * A simulator, or a tracer of a million calls, takes as long for one request as the
 * others for a whole block. When time is short it sits out most blocks, so that the
 * others get theirs; in those where it takes part it is paired with the baseline as
 * ever. What it has fewer of are blocks, which its interval shows.
 */
#ifndef TARE_ROSTER_H
#define TARE_ROSTER_H

#include <stdbool.h>

#include "bench/run.h"

/*
 * Fill TAKES_PART[run->arm_count] for the next block of ENDPOINT. The baseline and the
 * controls always do, and with a fixed number of blocks everybody. Returns what the
 * block will take, seconds, as far as that is known.
 */
double roster_choose(const struct run *run, const struct endpoint *endpoint,
		     bool *takes_part);

/* Requests to measure, and to warm up with, at this latency of the arm. */
long roster_requests(const struct plan *plan, double latency_ns);
long roster_warmups(const struct plan *plan, double latency_ns);

#endif
