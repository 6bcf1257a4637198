/* health.c: computes nothing; what a request costs by itself. */
#include "workload.h"

static HOT int health_run(const long *args, struct result *result)
{
	(void)args;
	FRAME();
	result_add(result, "alive", 1);
	return 0;
}

static void health_truth(const long *args, struct truth *truth)
{
	(void)args;
	truth_add(truth, "health_run", 1, 0, 0);
}

static const struct known health_known[] = {
	{ { 0 }, "alive", 1 },
	{ .result = NULL },
};

static const struct workload health = {
	.name = "health",
	.path = "/health",
	.summary = "nothing: the cost of a request itself",
	.known = health_known,
	.run = health_run,
	.truth = health_truth,
};
REGISTER(workload, health);
