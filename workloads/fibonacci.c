/* fibonacci.c: naive recursion, nothing but function calls. */
#include "workload.h"

static HOT long fib(long n)
{
	FRAME();
	if (n < 2)
		return n;
	return fib(n - 1) + fib(n - 2);
}

static HOT int fibonacci_run(const long *args, struct result *result)
{
	FRAME();
	result_add(result, "value", fib(args[0]));
	return 0;
}

/*
 * The calls obey C(0) = C(1) = 1, C(n) = 1 + C(n-1) + C(n-2), so that C + 1
 * doubles the Fibonacci numbers: C(n) = 2 F(n+1) - 1 (Graham, Knuth and
 * Patashnik, Concrete Mathematics, 1994, section 6.6, for F).
 */
static void fibonacci_truth(const long *args, struct truth *truth)
{
	uint64_t this = 0, next = 1; /* F(0), F(1) */

	for (long i = 0; i < args[0]; i++) {
		uint64_t sum = this + next;

		this = next;
		next = sum;
	}
	truth_add(truth, "fibonacci_run", 1, 0, 0);
	truth_add(truth, "fib", 2 * next - 1, 0, 0);
}

static const struct param fibonacci_params[] = {
	{ "n", 0, 40, 28, "which Fibonacci number; each step costs 1.6 times" },
	{ .name = NULL },
};

static const struct known fibonacci_known[] = {
	{ { 0 }, "value", 0 },	     { { 1 }, "value", 1 },
	{ { 2 }, "value", 1 },	     { { 3 }, "value", 2 },
	{ { 10 }, "value", 55 },     { { 20 }, "value", 6765 },
	{ { 28 }, "value", 317811 }, { { 30 }, "value", 832040 },
	{ .result = NULL },
};

static const struct workload fibonacci = {
	.name = "fibonacci",
	.path = "/cpu/fibonacci",
	.summary = "recursive Fibonacci: function calls",
	.params = fibonacci_params,
	.known = fibonacci_known,
	.in_mixed = true,
	.run = fibonacci_run,
	.truth = fibonacci_truth,
};
REGISTER(workload, fibonacci);
