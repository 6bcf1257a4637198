/* bpftrace_file.h: reads the counts or samples that bpftrace prints as JSON. */
#ifndef TARE_BPFTRACE_FILE_H
#define TARE_BPFTRACE_FILE_H

#include <stddef.h>

#include "base/reason.h"
#include "profilers/evidence.h"

/*
 * Add to EVIDENCE the functions in the map @calls of `bpftrace -f json`, or the stacks
 * in @stacks, each worth 1 / @hz seconds. No sample at all is a valid answer. -1 with
 * WHY when TEXT is empty, something else, or has no such map.
 */
int bpftrace_parse(const char *text, size_t length, struct evidence *evidence,
		   struct reason *why);

#endif
