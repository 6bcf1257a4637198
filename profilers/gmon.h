/* gmon.h: the file that a program built with -pg leaves behind. */
#ifndef TARE_GMON_H
#define TARE_GMON_H

#include <stddef.h>
#include <stdint.h>

#include "base/reason.h"

/* What it holds. Addresses are as linked, in a PIE too. */
struct gmon {
	uint64_t low, high; /* the code that was watched: [low, high) */
	double rate;	    /* samples per second asked for */
	double samples;	    /* sum of the histogram */
	uint64_t arcs;	    /* pairs of caller and callee */
	double calls;	    /* sum of their counts */
};

/*
 * Read BYTES. -1 with WHY on an empty, foreign or cut-short file, or one
 * without a histogram. (The format has no end mark: a file that was cut exactly
 * between two arcs looks whole.)
 */
int gmon_parse(const void *bytes, size_t length, struct gmon *gmon,
	       struct reason *why);

#endif
