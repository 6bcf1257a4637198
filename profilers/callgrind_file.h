/* callgrind_file.h: reads a callgrind.out file. */
#ifndef TARE_CALLGRIND_FILE_H
#define TARE_CALLGRIND_FILE_H

#include <stddef.h>

#include "base/reason.h"
#include "profilers/evidence.h"

/*
 * Add to EVIDENCE the functions and lines of one process, costs being its first
 * event. ROOT is dropped from the front of file names. -1 with WHY when TEXT is
 * empty, something else, damaged, or not whole: its costs must add up to the
 * totals at its end, or those of each part to the part's.
 *
 * A function's calls include those to itself; `primitive` are those which came
 * when it was not running already, and `total` is what these cost.
 */
int callgrind_parse(const char *text, size_t length, const char *root,
		    struct evidence *evidence, struct reason *why);

#endif
