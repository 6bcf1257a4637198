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

/* Who is told of everything in the file. */
struct gmon_visitor {
	/* COUNT samples at ADDRESS, the middle of a bin. */
	void (*samples)(uint64_t address, unsigned count, void *data);
	/* COUNT calls of what is at TO, which returned to FROM. */
	void (*arc)(uint64_t from, uint64_t to, unsigned count, void *data);
	void *data;
};

/* As gmon_parse(), and VISITOR is told; also before a failure. */
int gmon_visit(const void *bytes, size_t length, struct gmon *gmon,
	       const struct gmon_visitor *visitor, struct reason *why);

/*
 * Read BYTES. -1 with WHY on an empty, foreign or cut-short file, or one
 * without a histogram. (The format has no end mark: a file that was cut exactly
 * between two arcs looks whole.)
 */
int gmon_parse(const void *bytes, size_t length, struct gmon *gmon,
	       struct reason *why);

#endif
