/* heapprofile.h: reads what gperftools' heap profiler writes. */
#ifndef TARE_HEAPPROFILE_H
#define TARE_HEAPPROFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/reason.h"
#include "profilers/evidence.h"

/* How many frames of a stack libtcmalloc keeps. */
enum { HEAPPROFILE_FRAMES = 32 };

/*
 * Add to EVIDENCE the sites, stacks and totals of one process. ROOT is where the
 * program's source is (see frames_site). With NAMES false, no file that the profile
 * is about is opened, and functions have no names. -1 with WHY when TEXT is empty,
 * something else, damaged, or not whole: its stacks must add up to its first line.
 */
int heapprofile_parse(const char *text, size_t length, const char *root,
		      bool names, struct evidence *evidence,
		      struct reason *why);

#endif
