/* gmon_lines.h: where the samples and calls of a gmon.out file are in the source. */
#ifndef TARE_GMON_LINES_H
#define TARE_GMON_LINES_H

#include <stddef.h>

#include "base/buf.h"
#include "base/reason.h"
#include "profilers/evidence.h"

/*
 * Add to EVIDENCE the lines and functions of BYTES, a gmon.out file of PROGRAM: seconds,
 * and calls: of a line, those that it makes. Callers are known, stacks are not, so that
 * functions have no total. NOTES gets what PROGRAM lacks. -1 with WHY, also when it is of
 * another program.
 */
int gmon_lines_read(const void *bytes, size_t length, const char *program,
		    const char *root, struct evidence *evidence,
		    struct buf *notes, struct reason *why);

#endif
