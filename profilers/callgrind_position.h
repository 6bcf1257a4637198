/*
 * callgrind_position.h: where in the source each line of a callgrind.out file is.
 *
 * What starts with +, - or * is relative to the one before.
 */
#ifndef TARE_CALLGRIND_POSITION_H
#define TARE_CALLGRIND_POSITION_H

#include "profilers/scan.h"

/* The one before, to which the next may be relative. Zeroed at the start of a part. */
struct callgrind_position {
	unsigned addresses; /* that stand in front of the line: --dump-instr=yes */
	double line;
};

/* What "positions: " names. -1 when that has no line. */
int callgrind_position_names(struct callgrind_position *position,
			     struct scan names);

/*
 * Take one from the front of LINE: "12", "+3", "-3" or "*", behind its addresses. -1 when
 * there is none.
 */
int callgrind_position_take(struct callgrind_position *position,
			    struct scan *line);

#endif
