/* jeprof_file.h: reads what jemalloc's heap profiler writes. */
#ifndef TARE_JEPROF_FILE_H
#define TARE_JEPROF_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/reason.h"
#include "profilers/evidence.h"

/*
 * Add to EVIDENCE the estimated sites, stacks and totals of one process. ROOT is
 * where the program's source is (see frames_site). With NAMES false, no file that
 * the profile is about is opened, and functions have no names. -1 with WHY when TEXT
 * is empty, something else, damaged, or not whole.
 */
int jeprof_parse(const char *text, size_t length, const char *root, bool names,
		 struct evidence *evidence, struct reason *why);

#endif
