/* t_facts.c: what a run found out of a profiler, put together from its figures. */
#include <math.h>

#include "report/facts.h"
#include "runtext.h"
#include "unit.h"

static const struct runtext_arm perf = {
	"perf", "[\"cpu-function\"]", "",
	{ { "/cpu/fibonacci", 1.004, 0.998, 1.01 },
	  { "/memory", 1.01, 1.004, 1.016 },
	  { "/health", 1.02, 1.01, 1.03 } }, 999
};

/* Of 19 shares one is further off than any one of them, by chance. */
UNIT(chance_is_that_of_the_worst_of_many)
{
	static const char *const sweeps[] = {
		"\"sweep\":{\"worst_points\":7,\"chance_points\":1.96}",
		"\"sweep\":{\"shares\":1,\"chance_points\":1.96}",
		"\"sweep\":{\"shares\":19,\"chance_points\":1.96}",
	};
	double chance[3];

	for (size_t i = 0; i < 3; i++) {
		struct runtext_arm few = perf;
		struct json_object *run;
		struct facts facts[FACTS_MAX];

		few.accuracy = sweeps[i];
		run = runtext_make(&few, 1);
		facts_make(run, facts);
		chance[i] = facts[0].cpu_chance;
		json_object_put(run);
	}
	assert_true(fabs(chance[0] - 1.96) < 1e-9);
	assert_true(fabs(chance[1] - 1.96) < 1e-9);
	/* The normal distribution's quantile at 1 - (1 - 0.95^(1/19)) / 2. */
	assert_true(fabs(chance[2] - 3.0005) < 1e-4);
}

/* The endpoint in the middle has a wide interval; the others do not. */
UNIT(a_typical_cost_is_not_that_of_one_endpoint)
{
	struct runtext_arm wide = perf;
	struct json_object *run;
	struct facts facts[FACTS_MAX];

	wide.costs[1].low = 0.5;
	wide.costs[1].high = 3;
	run = runtext_make(&wide, 1);
	facts_make(run, facts);
	assert_true(fabs(facts[0].median.ratio - 1.01) < 1e-9);
	assert_true(fabs(facts[0].median.low - 0.998) < 1e-9);
	assert_true(fabs(facts[0].median.high - 1.03) < 1e-9);
	assert_string_equal(facts[0].median.path, "/memory");
	assert_string_equal(facts[0].most.path, "/health");
	json_object_put(run);
}
