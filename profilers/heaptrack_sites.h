/* heaptrack_sites.h: who allocates, from a recording of heaptrack. */
#ifndef TARE_HEAPTRACK_SITES_H
#define TARE_HEAPTRACK_SITES_H

#include "base/reason.h"
#include "profilers/evidence.h"
#include "profilers/heaptrack_file.h"

/*
 * Add to EVIDENCE the sites, stacks (weighed in allocations) and totals of one
 * process. An allocation belongs to the innermost function of PROGRAM (the path
 * of the executable) on its stack, since a library allocates on its behalf; one
 * that has none (a library's own start) belongs to the innermost function,
 * with the library for its file. ROOT is dropped from the front of file names.
 * -1 with WHY when PROGRAM is not in the recording, or without memory.
 */
int heaptrack_sites(const struct heaptrack_file *file, const char *program,
		    const char *root, struct evidence *evidence,
		    struct reason *why);

#endif
