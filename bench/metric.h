/* metric.h: the figures of a sample that are compared between arms. */
#ifndef TARE_METRIC_H
#define TARE_METRIC_H

#include <stddef.h>

#include "bench/run.h"

struct metric {
	const char *name; /* in run.json */
	size_t own;	  /* offset of the arm's own figure in struct sample */
	size_t pair;	  /* of its log ratio by requests; 0: by own figures */
	const char *help;
};

/* All metrics, ending with a NULL name; the first one is the main one. */
extern const struct metric metrics[];

/* NULL when there is none of that name. */
const struct metric *metric_by_name(const char *name);

/* The figure at OFFSET of a sample. */
double sample_figure(const struct sample *sample, size_t offset);

/*
 * The block values of a cell: the log ratio of the arm to the baseline in every block
 * that has it. VALUES has room for endpoint->block_count. Returns how many.
 */
size_t metric_values(const struct metric *metric,
		     const struct endpoint *endpoint, unsigned arm,
		     double *values);

/* The figure at OFFSET of one arm alone, as it is (nanoseconds, bytes). */
size_t metric_own(size_t offset, const struct endpoint *endpoint, unsigned arm,
		  double *values);

#endif
