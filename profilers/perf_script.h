/* perf_script.h: reads what `perf script` prints. */
#ifndef TARE_PERF_SCRIPT_H
#define TARE_PERF_SCRIPT_H

#include <stddef.h>

#include "base/reason.h"
#include "profilers/evidence.h"

/* More frames than the kernel's limit, 127, and those it adds. */
enum { PERF_DEPTH_MAX = 1024, PERF_STACK_MAX = 127 };

/*
 * Add to EVIDENCE what `perf script --header --show-lost-events -F
 * pid,period,event,ip,sym,dso` says: functions and stacks in seconds, samples,
 * what was lost, and as its note the event that was really used and how often.
 * No sample at all is a valid answer. -1 with WHY when TEXT is empty, something
 * else, or ends within its header or a sample.
 *
 * A sample is worth 1 / frequency: that is what the kernel aims at, whatever
 * event it counts. With a fixed period (perf record -c) it is worth that many events,
 * and the event is the unit.
 */
int perf_script_parse(const char *text, size_t length,
		      struct evidence *evidence, struct reason *why);

#endif
