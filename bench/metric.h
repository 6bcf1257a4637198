/* metric.h: the figures of a sample that are compared between arms. */
#ifndef TARE_METRIC_H
#define TARE_METRIC_H

#include <stddef.h>

#include "bench/run.h"

struct metric {
	const char *name; /* in run.json */
	size_t offset;	  /* of the figure in struct sample */
	const char *help;
};

/* All metrics, ending with a NULL name; the first one is the main one. */
extern const struct metric metrics[];

double metric_of(const struct metric *metric, const struct sample *sample);

/*
 * The block values of a cell: log(arm / baseline) of every block in which both
 * have the figure. VALUES has room for endpoint->block_count. Returns how many.
 */
size_t metric_values(const struct metric *metric,
		     const struct endpoint *endpoint, unsigned arm,
		     double *values);

/* The same figure of one arm alone, as it is (nanoseconds, bytes). */
size_t metric_absolute(const struct metric *metric,
		       const struct endpoint *endpoint, unsigned arm,
		       double *values);

#endif
