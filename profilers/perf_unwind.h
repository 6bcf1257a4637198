/* perf_unwind.h: callers, from the copy of the stack in a sample of perf. */
#ifndef TARE_PERF_UNWIND_H
#define TARE_PERF_UNWIND_H

#include "profilers/perf_maps.h"

struct perf_unwind;

/* Of one process. NULL: out of memory, or nothing of it can be opened. */
struct perf_unwind *perf_unwind_open(struct perf_maps *maps,
				     const struct perf_process *process);
void perf_unwind_close(struct perf_unwind *unwind);

/*
 * The addresses of SAMPLE, which has registers and a stack, innermost first: the first is
 * exact, the others are returned to. At most MOST; 0 when there is no way.
 */
size_t perf_unwind_stack(struct perf_unwind *unwind,
			 const struct perf_sample *sample, uint64_t *addresses,
			 size_t most);

#endif
