/*
 * callgrind_calls.h: the calls of a callgrind.out file, and what functions cost with all
 * that they call.
 *
 * Callgrind calls every activation of a function that runs already "name'2". In a
 * recursion its cost is part of the outer activation's. In a signal handler that
 * interrupted the function it is not: a handler's cost is nobody else's. So a call is
 * taken for recursion only where the callee leads to its caller.
 */
#ifndef TARE_CALLGRIND_CALLS_H
#define TARE_CALLGRIND_CALLS_H

#include <stdbool.h>

#include "profilers/evidence.h"

struct callgrind_call {
	size_t caller, callee; /* as indices of the evidence's functions */
	double calls, cost;
	bool again; /* the callee runs already */
};

/* Zeroed is empty. */
struct callgrind_calls {
	struct callgrind_call *list;
	size_t count;
};

/* -1: out of memory. */
int callgrind_calls_add(struct callgrind_calls *calls,
			const struct callgrind_call *call);

/*
 * Set primitive calls and total of all functions, whose self is known. What nobody
 * calls is where a program, or a signal, starts. The list is sorted. -1: no memory.
 */
int callgrind_calls_settle(struct callgrind_calls *calls,
			   struct evidence *evidence);
void callgrind_calls_release(struct callgrind_calls *calls);

#endif
