/*
 * stacks.h: the stacks of evidence, cut into frames, and what they are weighed in.
 *
 * Life cycle: stacks_open(), use, stacks_release(), also after a failure. The
 * evidence must outlive it.
 */
#ifndef TARE_STACKS_H
#define TARE_STACKS_H

#include <stddef.h>
#include <stdint.h>

#include "base/reason.h"
#include "profilers/evidence.h"

/* One function, however many stacks it is on. */
struct stack_frame {
	char *name; /* UTF-8 without control characters, never empty */
	char *file; /* the same; NULL when unknown */
	int line;   /* of its definition; 0 when unknown */
};

/* What a number of a stack is, in pprof's words. */
struct measure {
	const char *type; /* "cpu", "alloc_space" */
	const char *unit; /* "nanoseconds", "count", "bytes" */
	size_t offset;	  /* of the number, in struct evidence_stack */
	double scale;	  /* from there to `unit` */
};

enum { MEASURE_MAX = 4 };

struct stack {
	const uint32_t *path; /* frames, outermost first */
	size_t depth;	      /* at least 1 */
	const struct evidence_stack *from;
};

struct stacks {
	const struct evidence *evidence;
	char *unit, *note; /* of the evidence, clean as names are; or NULL */
	struct stack *list;
	size_t count;
	struct stack_frame *frames;
	size_t frame_count;

	/* The first is for those who can show one only, in whole numbers; the
	 * main one is the one to look at first: time, or bytes. */
	struct measure measures[MEASURE_MAX];
	unsigned measure_count;
	unsigned main;

	uint32_t *paths; /* private: what `path` points into */
};

/* -1 with WHY when EVIDENCE has no stacks, or without memory. */
int stacks_open(struct stacks *stacks, const struct evidence *evidence,
		struct reason *why);
void stacks_release(struct stacks *stacks);

/* A stack's number, rounded to a whole one; 0 when it is not said. */
int64_t stack_value(const struct stack *stack, const struct measure *measure);

/* Over all stacks. */
int64_t stacks_sum(const struct stacks *stacks, const struct measure *measure);

#endif
