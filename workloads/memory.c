/* memory.c: linked lists whose every cell is an allocation of its own. */
#include "workload.h"

#include <errno.h>
#include <stdlib.h>

/* Both multiplied bound the memory: 1.6 million cells, about 50 MB with malloc's
 * own bytes. */
enum { LISTS_MAX = 16, LIST_SIZE_MAX = 100000 };

struct cell {
	struct cell *next;
	int64_t value;
};

struct summary {
	int64_t sum, smallest, largest;
};

static HOT struct cell *cell_new(int64_t value, struct cell *next)
{
	struct cell *cell;

	FRAME();
	cell = malloc(sizeof(*cell));
	if (!cell)
		return NULL;
	cell->next = next;
	cell->value = value;
	return cell;
}

/*
 * Put SIZE pseudo random values from 0 to 2^31 - 1 before *LIST: the generator of
 * MMIX (Knuth, The Art of Computer Programming 2, 1997, 3.3.4, table 1, line 26),
 * upper bits. -1 when memory ran out; *LIST then has what there was for.
 */
static HOT int list_fill(struct cell **list, long size, uint64_t *seed)
{
	FRAME();
	for (long i = 0; i < size; i++) {
		struct cell *cell;

		*seed = *seed * UINT64_C(6364136223846793005) +
			UINT64_C(1442695040888963407);
		cell = cell_new((int64_t)(*seed >> 33), *list);
		if (!cell)
			return -1;
		*list = cell;
	}
	return 0;
}

static HOT struct cell *list_merge(struct cell *a, struct cell *b)
{
	struct cell *first = NULL;
	struct cell **end = &first;

	FRAME();
	while (a && b) {
		struct cell **less = b->value < a->value ? &b : &a;

		*end = *less;
		end = &(*less)->next;
		*less = *end;
	}
	*end = a ? a : b;
	return first;
}

/*
 * Take SIZE cells, at least 1, off *LIST and return them sorted. (Not qsort():
 * glibc's allocates, and calls its comparison from where no count reaches.)
 */
static HOT struct cell *list_sort(struct cell **list, long size)
{
	struct cell *a, *b;

	FRAME();
	if (size == 1) {
		a = *list;
		/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference) */
		*list = a->next;
		a->next = NULL;
		return a;
	}
	a = list_sort(list, size / 2);
	b = list_sort(list, size - size / 2);
	return list_merge(a, b);
}

static HOT int list_is_sorted(const struct cell *list)
{
	FRAME();
	for (; list->next; list = list->next) {
		if (list->next->value < list->value)
			return 0;
	}
	return 1;
}

static HOT void list_reduce(const struct cell *list, struct summary *summary)
{
	FRAME();
	for (; list; list = list->next) {
		summary->sum += list->value;
		if (list->value < summary->smallest)
			summary->smallest = list->value;
		if (list->value > summary->largest)
			summary->largest = list->value;
	}
}

static HOT void list_free(struct cell *list)
{
	FRAME();
	while (list) {
		struct cell *next = list->next;

		free(list);
		list = next;
	}
}

static HOT int memory_run(const long *args, struct result *result)
{
	struct cell *lists[LISTS_MAX] = { NULL };
	struct summary summary = { 0, INT64_MAX, INT64_MIN };
	uint64_t seed = 1;
	int sorted = 1;
	int status = -1;

	FRAME();
	for (long i = 0; i < args[0]; i++) {
		if (list_fill(&lists[i], args[1], &seed) < 0)
			goto out;
	}
	for (long i = 0; i < args[0]; i++) {
		lists[i] = list_sort(&lists[i], args[1]);
		sorted &= list_is_sorted(lists[i]);
		list_reduce(lists[i], &summary);
	}
	result_add(result, "sum", summary.sum);
	result_add(result, "smallest", summary.smallest);
	result_add(result, "largest", summary.largest);
	result_add(result, "sorted", sorted);
	status = 0;
out:
	for (long i = 0; i < args[0]; i++)
		list_free(lists[i]);
	if (status < 0)
		errno = ENOMEM;
	return status;
}

/* Sorting n cells splits n - 1 times, down to n lists of one. */
static void memory_truth(const long *args, struct truth *truth)
{
	uint64_t lists = (uint64_t)args[0];
	uint64_t size = (uint64_t)args[1];
	uint64_t cells = lists * size;

	truth_add(truth, "memory_run", 1, 0, 0);
	truth_add(truth, "list_fill", lists, 0, 0);
	truth_add(truth, "cell_new", cells, cells,
		  cells * sizeof(struct cell));
	truth_add(truth, "list_sort", lists * (2 * size - 1), 0, 0);
	truth_add(truth, "list_merge", lists * (size - 1), 0, 0);
	truth_add(truth, "list_is_sorted", lists, 0, 0);
	truth_add(truth, "list_reduce", lists, 0, 0);
	truth_add(truth, "list_free", lists, 0, 0);
}

static const struct param memory_params[] = {
	{ "num_lists", 1, LISTS_MAX, 6, "lists, all alive at once" },
	{ "list_size", 1, LIST_SIZE_MAX, 10000, "cells of one list" },
	{ .name = NULL },
};

/*
 * Derived in Python, with v all the num_lists * list_size values in turn:
 *	s = (s * 6364136223846793005 + 1442695040888963407) % 2**64, from s = 1
 *	v = s >> 33
 */
static const struct known memory_known[] = {
	{ { 1, 1 }, "sum", 908834774 },
	{ { 1, 1 }, "smallest", 908834774 },
	{ { 1, 1 }, "largest", 908834774 },
	{ { 1, 1 }, "sorted", 1 },
	{ { 1, 2 }, "sum", 2002778927 },
	{ { 1, 2 }, "smallest", 908834774 },
	{ { 1, 2 }, "largest", 1093944153 },
	{ { 1, 2 }, "sorted", 1 },
	{ { 2, 3 }, "sum", 7000363822 },
	{ { 2, 3 }, "smallest", 822192870 },
	{ { 2, 3 }, "largest", 1708211034 },
	{ { 2, 3 }, "sorted", 1 },
	{ { 3, 1000 }, "sum", 3248946475584 },
	{ { 3, 1000 }, "smallest", 359180 },
	{ { 3, 1000 }, "largest", 2147428289 },
	{ { 3, 1000 }, "sorted", 1 },
	{ { 6, 10000 }, "sum", 64519332117135 },
	{ { 6, 10000 }, "smallest", 60281 },
	{ { 6, 10000 }, "largest", 2147461514 },
	{ { 6, 10000 }, "sorted", 1 },
	{ .result = NULL },
};

static const struct workload memory = {
	.name = "memory",
	.path = "/memory",
	.summary = "every element its own allocation; sort; reduce",
	.params = memory_params,
	.known = memory_known,
	.in_mixed = true,
	.run = memory_run,
	.truth = memory_truth,
};
REGISTER(workload, memory);
