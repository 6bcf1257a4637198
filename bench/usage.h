/* usage.h: what a running process has used so far. */
#ifndef TARE_USAGE_H
#define TARE_USAGE_H

#include <stdint.h>
#include <sys/types.h>

/* CPU time, all threads, ns; -1 when there is no such process (PID 0: none). */
int64_t usage_cpu_ns(pid_t pid);

/* The most memory that was resident at once, bytes; NAN when not known. */
double usage_peak_rss(pid_t pid);

#endif
