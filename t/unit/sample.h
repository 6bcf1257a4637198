/* sample.h: two processes of t/golden/sample.c, and what they are known to allocate. */
#ifndef TARE_SAMPLE_H
#define TARE_SAMPLE_H

#include "scratch.h"

/* Run both, in the way of PROFILER, to their ends. */
void sample_run_two(const struct scratch *scratch,
		    const struct profiler *profiler);

/* Read what they left; fail unless it is their allocations, exactly. */
void sample_read_two(const struct scratch *scratch,
		     const struct profiler *profiler, struct evidence *evidence);

#endif
