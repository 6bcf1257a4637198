/* callgrind_calls.c: what functions cost with all that they call. */
#include "callgrind_calls.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "profilers/array.h"

/* Functions on the way from one to another. */
struct walk {
	const struct callgrind_calls *calls;
	size_t count; /* of all functions */
	size_t *todo;
	bool *seen;
};

int callgrind_calls_add(struct callgrind_calls *calls,
			const struct callgrind_call *call)
{
	struct callgrind_call *grown =
		array_grow(calls->list, calls->count, sizeof(*grown));

	if (!grown)
		return -1;
	calls->list = grown;
	calls->list[calls->count++] = *call;
	return 0;
}

static int by_caller(const void *a, const void *b)
{
	const struct callgrind_call *x = a, *y = b;

	return (x->caller > y->caller) - (x->caller < y->caller);
}

/* The first call by CALLER or one behind it. */
static size_t first_call(const struct callgrind_calls *calls, size_t caller)
{
	size_t low = 0, high = calls->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (calls->list[middle].caller < caller)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool leads_to(const struct walk *walk, size_t from, size_t to)
{
	const struct callgrind_calls *calls = walk->calls;
	size_t left = 0;

	memset(walk->seen, 0, walk->count * sizeof(*walk->seen));
	walk->seen[from] = true;
	walk->todo[left++] = from;
	while (left > 0 && !walk->seen[to]) {
		size_t caller = walk->todo[--left];

		for (size_t i = first_call(calls, caller);
		     i < calls->count && calls->list[i].caller == caller; i++) {
			size_t callee = calls->list[i].callee;

			if (!walk->seen[callee])
				walk->todo[left++] = callee;
			walk->seen[callee] = true;
		}
	}
	return walk->seen[to];
}

static void add_from_outside(const struct walk *walk, struct evidence *evidence)
{
	for (size_t i = 0; i < walk->calls->count; i++) {
		const struct callgrind_call *call = &walk->calls->list[i];
		struct evidence_function *f =
			&evidence->functions[call->callee];

		if (call->again && leads_to(walk, call->callee, call->caller))
			continue;
		evidence_add(&f->primitive, call->calls);
		evidence_add(&f->total, call->cost);
	}
}

static void start_roots(const struct callgrind_calls *calls,
			struct evidence *evidence)
{
	for (size_t i = 0; i < evidence->function_count; i++) {
		struct evidence_function *f = &evidence->functions[i];

		if (!isnan(f->total))
			continue;
		f->total = f->self;
		for (size_t k = first_call(calls, i);
		     k < calls->count && calls->list[k].caller == i; k++)
			f->total += calls->list[k].cost;
	}
}

int callgrind_calls_settle(struct callgrind_calls *calls,
			   struct evidence *evidence)
{
	size_t count = evidence->function_count;
	struct walk walk = { .calls = calls,
			     .count = count,
			     .todo = calloc(count + 1, sizeof(*walk.todo)),
			     .seen = calloc(count + 1, sizeof(*walk.seen)) };
	int status = walk.todo && walk.seen ? 0 : -1;

	if (status == 0 && calls->count > 0)
		qsort(calls->list, calls->count, sizeof(*calls->list),
		      by_caller);
	if (status == 0) {
		add_from_outside(&walk, evidence);
		start_roots(calls, evidence);
	}
	free(walk.todo);
	free(walk.seen);
	return status;
}

void callgrind_calls_release(struct callgrind_calls *calls)
{
	free(calls->list);
	*calls = (struct callgrind_calls){ .count = 0 };
}
