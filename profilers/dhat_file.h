/* dhat_file.h: reads a dhat.out file. */
#ifndef TARE_DHAT_FILE_H
#define TARE_DHAT_FILE_H

#include <stddef.h>

#include "base/reason.h"
#include "profilers/evidence.h"

/* What is deeper cannot come from it (inlined functions add some). */
enum { DHAT_DEPTH_MAX = 1024 };

/*
 * Add to EVIDENCE the sites, stacks (weighed in allocations) and totals of one
 * process. ROOT is where the program's source is (see frames_site), KEPT how many
 * frames of a stack valgrind was told to keep: the file does not say, and where it is not
 * known, 0, neither is which stacks are cut. -1 with WHY when TEXT is empty, something
 * else, damaged, or not whole.
 */
int dhat_parse(const char *text, size_t length, const char *root, size_t kept,
	       struct evidence *evidence, struct reason *why);

#endif
