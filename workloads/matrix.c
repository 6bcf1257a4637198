/*
 * matrix.c: the naive O(n^3) product of two matrices, nested loops of floating
 * point. All elements are small whole numbers, so that every sum is exact.
 */
#include "workload.h"

#include <errno.h>
#include <stdlib.h>

/* Element (i, j) is (ROW i + COLUMN j) mod MODULUS. */
struct pattern {
	long row, column, modulus;
};

static const struct pattern left = { 3, 5, 7 };
static const struct pattern right = { 2, 7, 11 };

static HOT double *matrix_new(long n)
{
	FRAME();
	return malloc((size_t)(n * n) * sizeof(double));
}

static HOT void matrix_fill(double *m, long n, const struct pattern *pattern)
{
	FRAME();
	for (long i = 0; i < n; i++) {
		for (long j = 0; j < n; j++)
			m[i * n + j] = (double)((pattern->row * i +
						 pattern->column * j) %
						pattern->modulus);
	}
}

/*
 * N elements from ROW on times N elements from COLUMN on, a row apart. A step is one
 * line, its end included: the multiply-add is waited for, but a sample lands some
 * instructions behind what it waited for, on whatever line these are.
 */
static HOT double matrix_dot(const double *row, const double *column, long n)
{
	const double *end = row + n;
	double sum = 0;

	FRAME();
	for (; row < end; sum += *row++ * *column, column += n)
		;
	return sum;
}

static HOT void matrix_multiply(double *c, const double *a, const double *b,
				long n)
{
	FRAME();
	for (long i = 0; i < n; i++) {
		for (long j = 0; j < n; j++)
			c[i * n + j] = matrix_dot(a + i * n, b + j, n);
	}
}

static HOT double matrix_trace(const double *m, long n)
{
	double sum = 0;

	FRAME();
	for (long i = 0; i < n; i++)
		sum += m[i * n + i];
	return sum;
}

static HOT double matrix_sum(const double *m, long n)
{
	double sum = 0;

	FRAME();
	for (long i = 0; i < n * n; i++)
		/* NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Assign) */
		sum += m[i]; /* matrix_multiply() has filled it */
	return sum;
}

static HOT int matrix_run(const long *args, struct result *result)
{
	long n = args[0];
	double *a, *b, *c;
	int status = -1;

	FRAME();
	a = matrix_new(n);
	b = matrix_new(n);
	c = matrix_new(n);
	if (!a || !b || !c)
		goto out;
	matrix_fill(a, n, &left);
	matrix_fill(b, n, &right);
	matrix_multiply(c, a, b, n);
	result_add(result, "trace", (int64_t)matrix_trace(c, n));
	result_add(result, "sum", (int64_t)matrix_sum(c, n));
	status = 0;
out:
	free(c);
	free(b);
	free(a);
	if (status < 0)
		errno = ENOMEM;
	return status;
}

static void matrix_truth(const long *args, struct truth *truth)
{
	uint64_t elements = (uint64_t)(args[0] * args[0]);

	truth_add(truth, "matrix_run", 1, 0, 0);
	truth_add(truth, "matrix_new", 3, 3, 3 * elements * sizeof(double));
	truth_add(truth, "matrix_fill", 2, 0, 0);
	truth_add(truth, "matrix_multiply", 1, 0, 0);
	truth_add(truth, "matrix_dot", elements, 0, 0);
	truth_add(truth, "matrix_trace", 1, 0, 0);
	truth_add(truth, "matrix_sum", 1, 0, 0);
}

static const struct param matrix_params[] = {
	{ "size", 1, 800, 40, "rows and columns; time grows with its cube" },
	{ .name = NULL },
};

/*
 * Derived without a product: with a(i, j) = (3i + 5j) % 7 and
 * b(i, j) = (2i + 7j) % 11, in Python,
 *	trace = sum(a(i, k) * b(k, i) for i in range(n) for k in range(n))
 *	sum = sum(sum(a(i, k) for i in range(n)) *
 *		  sum(b(k, j) for j in range(n)) for k in range(n))
 */
static const struct known matrix_known[] = {
	{ { 1 }, "trace", 0 },
	{ { 1 }, "sum", 0 },
	{ { 2 }, "trace", 40 },
	{ { 2 }, "sum", 87 },
	{ { 3 }, "trace", 104 },
	{ { 3 }, "sum", 371 },
	{ { 40 }, "trace", 24011 },
	{ { 40 }, "sum", 960607 },
	{ { 100 }, "trace", 149868 },
	{ { 100 }, "sum", 14997008 },
	{ .result = NULL },
};

static const struct workload matrix = {
	.name = "matrix",
	.path = "/cpu/matrix",
	.summary = "naive O(n^3) multiply: nested loops",
	.params = matrix_params,
	.known = matrix_known,
	.in_mixed = true,
	.run = matrix_run,
	.truth = matrix_truth,
};
REGISTER(workload, matrix);
