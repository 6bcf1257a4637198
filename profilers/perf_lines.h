/* perf_lines.h: where the time went by source line, from a perf.data file. */
#ifndef TARE_PERF_LINES_H
#define TARE_PERF_LINES_H

#include "base/buf.h"
#include "base/reason.h"
#include "profilers/evidence.h"

/*
 * Add to EVIDENCE the lines and functions of the file PATH: seconds where its first event
 * is a clock, else as many of that event. A sample counts in the line where it is; if
 * that is the kernel or another object than the program, then also as `kernel` or
 * `library` in the line of the program on whose behalf it is there, where callers were
 * recorded. ROOT is dropped from file names. Of objects without names or lines NOTES
 * says so, a line each (NULL: it is not said). The file is read in pieces. -1 with WHY.
 */
int perf_lines_read(const char *path, const char *root,
		    struct evidence *evidence, struct buf *notes,
		    struct reason *why);

#endif
