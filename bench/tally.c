/* tally.c: the latencies of one arm in one block, and their quantiles. */
#include "tally.h"

#include <math.h>
#include <stdlib.h>

#include "bench/quantile.h"

int tally_init(struct tally *tally, size_t room)
{
	*tally = (struct tally){ .room = room };
	/* One allocation, four columns. */
	tally->latency = calloc(4 * room, sizeof(double));
	if (!tally->latency)
		return -1;
	tally->wall = tally->latency + room;
	tally->cpu = tally->wall + room;
	tally->injected = tally->cpu + room;
	return 0;
}

void tally_release(struct tally *tally)
{
	free(tally->latency);
	*tally = (struct tally){ 0 };
}

void tally_add(struct tally *tally, const struct timing *timing)
{
	size_t i = tally->count;

	if (i == tally->room)
		return;
	tally->latency[i] = (double)timing->latency_ns;
	tally->wall[i] = (double)timing->handler_wall_ns;
	tally->cpu[i] = (double)timing->handler_cpu_ns;
	tally->injected[i] = (double)timing->injected_ns;
	tally->count++;
}

/* A figure that the reply did not give is -1. */
static double column_quantile(double *column, size_t count, double share)
{
	double value = quantile_of(column, count, share);

	return value < 0 ? NAN : value;
}

void tally_summarize(struct tally *tally, struct sample *sample)
{
	size_t count = tally->count;

	sample->requests = (unsigned)count;
	sample->median_ns = column_quantile(tally->latency, count, 0.5);
	sample->p90_ns = column_quantile(tally->latency, count, 0.9);
	sample->handler_wall_ns = column_quantile(tally->wall, count, 0.5);
	sample->handler_cpu_ns = column_quantile(tally->cpu, count, 0.5);
	sample->injected_ns = column_quantile(tally->injected, count, 0.5);
}
