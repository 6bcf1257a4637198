/*
 * spots.h: instructions that a profile has counted, with the evidence they are in.
 *
 * Life cycle: spots_init(), any number of calls, spots_release(). An instruction is
 * looked up once; what was counted costs no memory. After evidence_sort() nothing of
 * this holds any more.
 */
#ifndef TARE_SPOTS_H
#define TARE_SPOTS_H

#include <stddef.h>
#include <stdint.h>

#include "profilers/evidence.h"
#include "profilers/object.h"

enum spot_cost { SPOT_SELF, SPOT_KERNEL, SPOT_LIBRARY, SPOT_CALLS };

struct spot {
	const struct object *object; /* NULL: an empty slot */
	uint64_t address;
	size_t line;  /* in the evidence; SIZE_MAX: no line is known */
	size_t first; /* of its functions, innermost first, in `pool` */
	size_t count;
};

struct spots {
	struct evidence *evidence;
	const char *root; /* dropped from file names */
	struct spot *slots; /* open addressing; at most half full */
	size_t room, used;
	size_t *pool; /* positions of functions in the evidence */
	size_t pool_count;
	uint64_t *seen; /* the number of the stack that a function was last on */
	size_t seen_count;
	uint64_t stack; /* the number of the one at hand */
};

void spots_init(struct spots *spots, struct evidence *evidence,
		const char *root);
void spots_release(struct spots *spots);

/* A new stack begins: functions have not been on it. */
void spots_stack(struct spots *spots);

/* The spot at ADDRESS, as linked, of OBJECT; lives until the next call. NULL: no memory. */
const struct spot *spots_at(struct spots *spots, struct object *object,
			    uint64_t address);

/* Add AMOUNT to its line, if it is known. */
void spots_charge(struct spots *spots, const struct spot *spot,
		  enum spot_cost cost, double amount);

/* Add AMOUNT to the self time of the innermost function. */
void spots_self(struct spots *spots, const struct spot *spot, double amount);

/* Add AMOUNT to the total of its functions, once a stack. -1: no memory. */
int spots_total(struct spots *spots, const struct spot *spot, double amount);

#endif
