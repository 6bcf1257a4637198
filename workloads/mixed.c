/* mixed.c: one of everything, with the defaults. */
#include "workload.h"

/* Shows the first value of each part, under the part's name. */
static HOT int mixed_run(const long *args, struct result *result)
{
	(void)args;
	FRAME();
	for (const struct workload *const *w = workload_begin();
	     w < workload_end(); w++) {
		struct result part = { .count = 0 };
		long defaults[PARAM_MAX];

		if (!(*w)->in_mixed)
			continue;
		workload_defaults(*w, defaults);
		if ((*w)->run(defaults, &part) < 0)
			return -1;
		result_add(result, (*w)->name, part.row[0].value);
	}
	return 0;
}

static void mixed_truth(const long *args, struct truth *truth)
{
	(void)args;
	truth_add(truth, "mixed_run", 1, 0, 0);
	for (const struct workload *const *w = workload_begin();
	     w < workload_end(); w++) {
		long defaults[PARAM_MAX];

		if (!(*w)->in_mixed)
			continue;
		workload_defaults(*w, defaults);
		(*w)->truth(defaults, truth);
	}
}

static const struct known mixed_known[] = {
	{ { 0 }, "fibonacci", 317811 },
	{ { 0 }, "primes", 5133 },
	{ { 0 }, "matrix", 24011 },
	{ { 0 }, "memory", 64519332117135 },
	{ { 0 }, "io", 81158990375 },
	{ .result = NULL },
};

static const struct workload mixed = {
	.name = "mixed",
	.path = "/mixed",
	.summary = "all of the above, with their defaults",
	.known = mixed_known,
	.run = mixed_run,
	.truth = mixed_truth,
};
REGISTER(workload, mixed);
