/* cpuprofile.h: reads what gperftools' CPU profiler writes. */
#ifndef TARE_CPUPROFILE_H
#define TARE_CPUPROFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/reason.h"
#include "profilers/evidence.h"

/* More frames than libprofiler keeps: 254. */
enum { CPUPROFILE_STACK_MAX = 254, CPUPROFILE_DEPTH_MAX = 1024 };

/*
 * Add to EVIDENCE the functions and stacks, in seconds, of one process. With NAMES
 * false, no file that the profile is about is opened, and functions have no names.
 * -1 with WHY when BYTES are empty, something else, damaged, or not whole.
 */
int cpuprofile_parse(const void *bytes, size_t length, bool names,
		     struct evidence *evidence, struct reason *why);

#endif
