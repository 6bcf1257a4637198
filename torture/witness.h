/*
 * witness.h: what a profiler is asked to have seen, and what there was to see.
 *
 * A profiler is held to what it promises: to its counts if it counts, to the CPU time of
 * the handlers if it samples. Later requests are larger, so that who
 * misses them misses most.
 */
#ifndef TARE_WITNESS_H
#define TARE_WITNESS_H

#include "profilers/profiler.h"
#include "workloads/workload.h"

enum { MEASURE_MAX = 2 };

/* One number of a profile, beside the true one. */
struct measure {
	char what[48]; /* "calls of fib" */
	double expected, reported;
	double tolerance; /* share by which it may be off; 0: exact */
};

struct witness {
	unsigned kind, answers; /* of profilers that it is for: all these bits */
	bool estimates;
	const char *workload;
	long small[PARAM_MAX], large[PARAM_MAX]; /* of the first, of the later */
	const char *function; /* that is looked for */
	unsigned asked;	      /* enum profiler_answer, one or two */
};

/* What was asked for while the profile was to be taken. */
struct served_requests {
	unsigned small, large;
	double cpu_s; /* of their handlers */
};

/* NULL when nothing that it answers has a known truth. */
const struct witness *witness_of(const struct profiler *profiler);

/* Fill MEASURES from EVIDENCE. How many they are, at most MEASURE_MAX. */
unsigned witness_measure(const struct witness *witness,
			 const struct evidence *evidence,
			 const struct served_requests *requests,
			 struct measure *measures);

#endif
