/* dhat_file.h: reads a dhat.out file. */
#ifndef TARE_DHAT_FILE_H
#define TARE_DHAT_FILE_H

#include <stddef.h>

#include "base/reason.h"
#include "profilers/evidence.h"

enum {
	/* How many frames of a stack valgrind keeps, unless told otherwise. */
	DHAT_FRAMES = 12,
	/* What is deeper cannot come from it (inlined functions add some). */
	DHAT_DEPTH_MAX = 1024,
};

/*
 * Add to EVIDENCE the sites, stacks (weighed in allocations) and totals of one
 * process. ROOT is where the program's source is (see frames_site). -1 with WHY
 * when TEXT is empty, something else, damaged, or not whole.
 */
int dhat_parse(const char *text, size_t length, const char *root,
	       struct evidence *evidence, struct reason *why);

#endif
