/*
 * heapstack.h: what the heap profilers that print "@ 0x... 0x..." have in common:
 * the stacks, and the mappings at the end of the file.
 */
#ifndef TARE_HEAPSTACK_H
#define TARE_HEAPSTACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profilers/resolver.h"

enum { HEAPSTACK_MAX = 256 };

/* Callers' addresses, innermost first. */
struct heapstack {
	uint64_t addresses[HEAPSTACK_MAX];
	size_t count;
};

/* What a stack has allocated; NAN: not said. */
struct heapcost {
	double allocations, bytes; /* ever */
	double live_bytes;	   /* now, at the end: leaked */
};

/* Read "0x1 0x2 ..." to the end of LINE; false when it is something else. */
bool heapstack_read(struct scan line, struct heapstack *stack);

/*
 * Split TEXT before "MAPPED_LIBRARIES:": it then ends there, and MAPS is what
 * follows. -1 with WHY when it does not have it, or ends in it.
 */
int heapstack_split(struct scan *text, struct scan *maps, struct reason *why);

/* Who asks, and for what: how a stack becomes a site. */
struct heapplace {
	struct resolver *resolver;
	const char *root;      /* where the program's source is */
	const char *allocator; /* in the path of a library to leave out; or NULL */
};

/*
 * Charge COST to the site and the stack (weighed in allocations), and to the sums.
 * -1: out of memory.
 */
int heapstack_add(const struct heapstack *stack, const struct heapcost *cost,
		  const struct heapplace *place, struct evidence *evidence);

#endif
