/* t_truth.c: the exact work that workloads promise; t/truth/ proves it. */
#include <stdio.h>
#include <string.h>

#include "unit.h"
#include "workloads/workload.h"

/* NOLINTBEGIN(bugprone-macro-parentheses): W is declared here */
#define EACH(w)                                                                \
	const struct workload *const *w = workload_begin();                    \
	w < workload_end();                                                    \
	w++
/* NOLINTEND(bugprone-macro-parentheses) */

static const struct workload *find(const char *name)
{
	const struct workload *workload = workload_by_name(name);

	assert_non_null(workload);
	return workload;
}

static const struct truth_row *row_of(const struct truth *truth,
				      const char *function)
{
	for (unsigned i = 0; i < truth->count; i++) {
		if (strcmp(truth->row[i].function, function) == 0)
			return &truth->row[i];
	}
	return NULL;
}

static struct truth default_truth(const struct workload *workload)
{
	struct truth truth = { .count = 0 };
	long args[PARAM_MAX];

	workload_defaults(workload, args);
	workload->truth(args, &truth);
	return truth;
}

UNIT(truth_rows_fit_and_start_at_run)
{
	for (EACH(w)) {
		struct truth truth = default_truth(*w);
		char run[64];

		assert_in_range(truth.count, 1, TRUTH_MAX);
		snprintf(run, sizeof(run), "%s_run", (*w)->name);
		assert_non_null(row_of(&truth, run));
		assert_int_equal(row_of(&truth, run)->calls, 1);
		for (unsigned i = 0; i < truth.count; i++)
			assert_ptr_equal(row_of(&truth, truth.row[i].function),
					 &truth.row[i]);
	}
}

/* No two workloads share a kernel, or a profile could not tell them apart. */
UNIT(truth_kernels_belong_to_one_workload)
{
	for (EACH(a)) {
		struct truth one = default_truth(*a);

		for (const struct workload *const *b = a + 1;
		     b < workload_end(); b++) {
			struct truth two = default_truth(*b);

			if (*a == find("mixed") || *b == find("mixed"))
				continue;
			for (unsigned i = 0; i < one.count; i++)
				assert_null(row_of(&two, one.row[i].function));
		}
	}
}

UNIT(truth_of_mixed_is_the_sum)
{
	struct truth mixed = default_truth(find("mixed"));
	uint64_t allocations = 0, bytes = 0;
	unsigned rows = 1; /* mixed_run itself */

	for (EACH(w)) {
		struct truth part = default_truth(*w);

		if (!(*w)->in_mixed)
			continue;
		for (unsigned i = 0; i < part.count; i++)
			assert_memory_equal(row_of(&mixed,
						   part.row[i].function),
					    &part.row[i], sizeof(*part.row));
		rows += part.count;
		allocations += truth_allocations(&part);
		bytes += truth_bytes(&part);
	}
	assert_int_equal(mixed.count, rows);
	assert_int_equal(truth_allocations(&mixed), allocations);
	assert_int_equal(truth_bytes(&mixed), bytes);
}

UNIT(truth_add_sums_by_function)
{
	struct truth truth = { .count = 0 };

	truth_add(&truth, "one", 1, 2, 3);
	truth_add(&truth, "two", 10, 20, 30);
	truth_add(&truth, "one", 100, 200, 300);
	assert_int_equal(truth.count, 2);
	assert_int_equal(row_of(&truth, "one")->calls, 101);
	assert_int_equal(truth_allocations(&truth), 222);
	assert_int_equal(truth_bytes(&truth), 333);
}

UNIT(truth_figures)
{
	struct truth fibonacci = default_truth(find("fibonacci"));
	struct truth memory = default_truth(find("memory"));
	struct truth primes = default_truth(find("primes"));
	struct truth matrix = default_truth(find("matrix"));

	assert_int_equal(row_of(&fibonacci, "fib")->calls, 1028457);
	assert_int_equal(truth_allocations(&fibonacci), 0);
	assert_int_equal(row_of(&memory, "cell_new")->allocations, 60000);
	assert_int_equal(truth_bytes(&memory), 960000);
	assert_int_equal(row_of(&memory, "list_sort")->calls, 6 * 19999);
	assert_int_equal(row_of(&memory, "list_merge")->calls, 6 * 9999);
	assert_int_equal(truth_bytes(&primes), 50001);
	assert_int_equal(row_of(&matrix, "matrix_dot")->calls, 1600);
	assert_int_equal(truth_bytes(&matrix), 38400);
}

/* C(n) = 1 + C(n-1) + C(n-2), by recurrence instead of the closed form. */
UNIT(truth_of_fibonacci_obeys_its_recurrence)
{
	const struct workload *fibonacci = find("fibonacci");
	uint64_t before = 1, calls = 1;

	for (long n = 1; n <= fibonacci->params[0].max; n++) {
		struct truth truth = { .count = 0 };
		uint64_t sum = 1 + before + calls;

		fibonacci->truth(&n, &truth);
		assert_int_equal(row_of(&truth, "fib")->calls, calls);
		before = calls;
		calls = sum;
	}
}

/* Whoever calls and is called is in a row, as often as the edges add up to. */
UNIT(truth_edges_add_up_to_calls)
{
	for (EACH(w)) {
		struct truth truth = default_truth(*w);
		uint64_t calls[TRUTH_MAX] = { 0 };

		for (unsigned i = 0; i < truth.edge_count; i++) {
			const struct truth_edge *edge = &truth.edge[i];

			assert_non_null(row_of(&truth, edge->caller));
			assert_non_null(row_of(&truth, edge->callee));
			calls[row_of(&truth, edge->callee) - truth.row] +=
				edge->calls;
		}
		for (unsigned i = 0; truth.edge_count && i < truth.count; i++)
			if (!strstr(truth.row[i].function, "_run"))
				assert_int_equal(calls[i], truth.row[i].calls);
	}
}

UNIT(truth_parts_add_up_to_one)
{
	for (EACH(w)) {
		struct truth truth = default_truth(*w);
		double sum = 0;

		for (unsigned i = 0; i < truth.part_count; i++) {
			assert_non_null(row_of(&truth,
					       truth.part[i].functions[0]));
			sum += truth.part[i].share;
		}
		assert_true(truth.part_count == 0 || fabs(sum - 1) < 1e-12);
	}
}

/* The calls are the same whatever the calibration says; only time is tuned. */
UNIT(truth_of_split_is_what_was_asked_for)
{
	const struct workload *split = find("truth_split");

	for (long share = 0; share <= 100; share += 5) {
		const long args[PARAM_MAX] = { share, 1000 };
		struct truth truth = { .count = 0 };

		split->truth(args, &truth);
		assert_int_equal(row_of(&truth, "split_step")->calls,
				 share * 10);
		assert_true(fabs(truth.part[0].share -
				 (double)share / 100) < 1e-12);
		assert_true(truth.part[0].error >= 0 &&
			    truth.part[0].error < 0.5);
	}
}

UNIT(truth_of_alloc)
{
	struct truth truth = default_truth(find("truth_alloc"));

	assert_int_equal(row_of(&truth, "alloc_chain")->bytes, 64 * 66);
	assert_int_equal(truth.peak_bytes, 1000 * 1024);
	assert_int_equal(row_of(&truth, "alloc_block")->peak_bytes,
			 1000 * 1024);
	assert_int_equal(truth_leaks(&truth), 3);
	assert_int_equal(row_of(&truth, "alloc_leak")->leaked_bytes, 120);
}

/* The peak is where most is live, whichever kind that is. */
UNIT(truth_of_alloc_moves_its_peak)
{
	const long args[PARAM_MAX] = { 1, 16, 0, 0, 100, 0 };
	struct truth truth = { .count = 0 };

	find("truth_alloc")->truth(args, &truth);
	assert_int_equal(truth.peak_bytes, 4800);
	assert_int_equal(row_of(&truth, "alloc_crossing")->peak_bytes, 4800);
	assert_int_equal(row_of(&truth, "alloc_block")->peak_bytes, 0);
}
