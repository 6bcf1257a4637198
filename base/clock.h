/* clock.h: the clocks, in nanoseconds. */
#ifndef TARE_CLOCK_H
#define TARE_CLOCK_H

#include <stdint.h>
#include <time.h>

#define NS_PER_S INT64_C(1000000000)
#define NS_PER_MS INT64_C(1000000)
#define NS_PER_US INT64_C(1000)

/* Nanoseconds of CLOCK; 0 when the clock cannot be read. */
static inline int64_t clock_ns(clockid_t clock)
{
	struct timespec t = { 0, 0 };

	clock_gettime(clock, &t);
	return (int64_t)t.tv_sec * NS_PER_S + t.tv_nsec;
}

/* Time that never goes back; its zero has no meaning. */
static inline int64_t clock_wall_ns(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

/* CPU time of this process, all threads. */
static inline int64_t clock_cpu_ns(void)
{
	return clock_ns(CLOCK_PROCESS_CPUTIME_ID);
}

#endif
