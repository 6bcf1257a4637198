/* truth_noop.c: a yardstick: no work at all, so that what is reported is not true. */
#include "workload.h"

static HOT int truth_noop_run(const long *args, struct result *result)
{
	(void)args;
	FRAME();
	result_add(result, "nothing", 0);
	return 0;
}

static void truth_noop_truth(const long *args, struct truth *truth)
{
	(void)args;
	truth_add(truth, "truth_noop_run", 1, 0, 0);
}

static const struct known truth_noop_known[] = {
	{ { 0 }, "nothing", 0 },
	{ .result = NULL },
};

static const struct workload truth_noop = {
	.name = "truth_noop",
	.path = "/truth/noop",
	.summary = "yardstick: no work at all",
	.known = truth_noop_known,
	.yardstick = true,
	.run = truth_noop_run,
	.truth = truth_noop_truth,
};
REGISTER(workload, truth_noop);
