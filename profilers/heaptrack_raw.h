/* heaptrack_raw.h: what heaptrack's library writes while a program runs. */
#ifndef TARE_HEAPTRACK_RAW_H
#define TARE_HEAPTRACK_RAW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/reason.h"

/*
 * Check that TEXT is a whole recording: -1 with WHY when it is empty, something
 * else, or ends before the program's exit, unless it is LIVE. PROGRAM (malloc'd, the caller frees
 * it; NULL on failure) is the path of the executable that ran.
 */
int heaptrack_raw_check(const char *text, size_t length, bool live,
			char **program, struct reason *why);

#endif
