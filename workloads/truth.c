/* truth.c: the exact work of a request, added up. */
#include "truth.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct truth_row *truth_row(struct truth *truth, const char *function)
{
	struct truth_row *row = truth->row;

	for (; row < truth->row + truth->count; row++) {
		if (strcmp(row->function, function) == 0)
			return row;
	}
	if (truth->count >= TRUTH_MAX)
		abort(); /* a workload that contradicts truth.h */
	truth->count++;
	*row = (struct truth_row){ .function = function };
	return row;
}

void truth_add(struct truth *truth, const char *function, uint64_t calls,
	       uint64_t allocations, uint64_t bytes)
{
	struct truth_row *row = truth_row(truth, function);

	row->calls += calls;
	row->allocations += allocations;
	row->bytes += bytes;
}

/* Of the member at OFFSET of all rows. */
static uint64_t sum_of(const struct truth *truth, size_t offset)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < truth->count; i++)
		sum += *(const uint64_t *)((const char *)&truth->row[i] +
					   offset);
	return sum;
}

#define SUM_OF(truth, member) sum_of(truth, offsetof(struct truth_row, member))

uint64_t truth_allocations(const struct truth *truth)
{
	return SUM_OF(truth, allocations);
}

uint64_t truth_bytes(const struct truth *truth)
{
	return SUM_OF(truth, bytes);
}

void truth_edge(struct truth *truth, const char *caller, const char *callee,
		uint64_t calls, bool tail)
{
	if (truth->edge_count >= EDGE_MAX)
		abort(); /* as above */
	truth->edge[truth->edge_count++] = (struct truth_edge){
		.caller = caller, .callee = callee, .calls = calls, .tail = tail
	};
}

struct truth_part *truth_part(struct truth *truth, const char *name,
			      double share, double error)
{
	struct truth_part *part = &truth->part[truth->part_count];

	if (truth->part_count++ >= PART_MAX)
		abort(); /* as above */
	*part = (struct truth_part){ .name = name,
				     .share = share,
				     .error = error };
	return part;
}

uint64_t truth_leaks(const struct truth *truth)
{
	return SUM_OF(truth, leaks);
}
