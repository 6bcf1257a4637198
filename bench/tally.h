/* tally.h: the latencies of one arm in one block, and their quantiles. */
#ifndef TARE_TALLY_H
#define TARE_TALLY_H

#include <stddef.h>

#include "bench/client.h"
#include "bench/run.h"

/*
 * Room for a fixed number of requests, allocated before the clock starts. A column
 * holds one figure of every request.
 */
struct tally {
	size_t count, room;
	double *latency, *wall, *cpu, *injected;
};

int tally_init(struct tally *tally, size_t room);
void tally_release(struct tally *tally);

void tally_add(struct tally *tally, const struct timing *timing);

/* Medians and p90 into SAMPLE; sorts the columns. */
void tally_summarize(struct tally *tally, struct sample *sample);

#endif
