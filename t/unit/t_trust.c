/* t_trust.c: from a run's blocks to its verdicts, and whether its controls vouch for them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "bench/trust.h"
#include "unit.h"

enum { BLOCKS = 12 };

static struct run *new_run(void)
{
	struct run *run = calloc(1, sizeof(*run));

	assert_non_null(run);
	run->plan.confidence = 0.95;
	run->plan.margin = 0.01;
	run->plan.precision = 0.005;
	run->plan.blocks = BLOCKS;
	return run;
}

/* A dozen, in which all arms are SHIFTED, by one per cent more or less. */
static void add_blocks(struct run *run, unsigned endpoint, double shift)
{
	for (size_t b = 0; b < BLOCKS; b++) {
		struct block block = { 0 };

		for (unsigned a = 0; a < run->arm_count; a++) {
			block.samples[a].requests = 1;
			block.samples[a].median_ns = 100;
			block.samples[a].pair_latency =
				shift + 0.01 * (b % 2 ? 1 : -1);
		}
		assert_int_equal(endpoint_add_block(&run->endpoints[endpoint],
						    &block),
				 0);
	}
}

/* A run with a plain arm and A/A arms at one endpoint, all values SHIFTED. */
static void decide_trust(double shift, unsigned controls, struct trust *trust)
{
	struct run *run = new_run();
	struct judgements *all;
	struct reason why;

	for (unsigned i = 0; i <= controls; i++) {
		const struct profiler *none = profiler_by_name("none");
		enum arm_role role = i ? ROLE_AA : ROLE_BASELINE;

		assert_int_equal(run_add_arm(run, role, none, 0, &why), 0);
	}
	assert_int_equal(run_add_endpoint(run, workload_by_name("health"),
					  &why),
			 0);
	add_blocks(run, 0, shift);
	all = judge_run(run, &why);
	assert_non_null(all);
	trust_decide(trust, run, all);
	free(all);
	run_release(run);
	free(run);
}

UNIT(a_biased_instrument_is_not_trusted)
{
	struct trust trust;

	decide_trust(0, 7, &trust);
	assert_true(trust.trusted && trust.looked == 7 && trust.missed == 0);
	decide_trust(0.05, 7, &trust);
	assert_false(trust.trusted);
	assert_int_equal(trust.missed, 7);
	assert_non_null(strstr(trust.why.text, "7 of 7"));
}

/* That one interval of one misses is nothing rare; that it misses by so much is. */
UNIT(a_single_control_can_be_reason_enough)
{
	struct trust trust;

	decide_trust(0.05, 1, &trust);
	assert_int_equal(trust.looked, 1);
	assert_false(trust.trusted);
	assert_non_null(strstr(trust.why.text, "a control, none"));
	assert_non_null(strstr(trust.why.text, "+5.13 % where +0.00 % is true"));
	decide_trust(0.008, 1, &trust);
	assert_int_equal(trust.missed, 1);
	assert_true(trust.trusted);
}

UNIT(what_has_no_control_is_trusted_without)
{
	struct trust trust = { 0 };
	const struct estimate single = { .n = 1 };
	struct json_object *json;

	trust_conclude(&trust, 0.95);
	json = trust_json(&trust);
	assert_true(trust.trusted);
	assert_false(json_object_get_boolean(json_get(json, "controlled")));
	assert_null(json_get(json, "because"));
	json_object_put(json);
	trust_look(&trust, &single, 0, "none-2", "/health");
	trust_conclude(&trust, 0.95);
	assert_false(trust.trusted);
	assert_string_equal(trust.why.text,
			    "too little was measured to judge the controls by");
}

/* What was not asked of a profiler but of another server is one of a family as well. */
UNIT(external_cells_are_a_family)
{
	static const char *const names[] = { "health", "io", "memory" };
	struct run *run = new_run();
	struct judgements *all;
	struct reason why;

	run_add_arm(run, ROLE_BASELINE, profiler_by_name("none"), 0, &why);
	run_add_arm(run, ROLE_EXTERNAL, profiler_by_name("none"), 0, &why);
	for (unsigned e = 0; e < 3; e++) {
		run_add_endpoint(run, workload_by_name(names[e]), &why);
		add_blocks(run, e, 0.0073);
	}
	all = judge_run(run, &why);
	assert_non_null(all);
	for (unsigned e = 0; e < 3; e++) {
		const struct judgement *j = &all->cell[e][1][0];

		assert_true(j->estimate.p < 0.05);
		assert_true(fabs(j->verdict.p - 3 * j->estimate.p) < 1e-9);
		assert_int_not_equal(j->verdict.kind, VERDICT_SLOWER);
	}
	free(all);
	run_release(run);
	free(run);
}

/* In one block of five the machine stood still, while time was injected. */
UNIT(a_bad_block_does_not_move_the_truth)
{
	struct run *run = calloc(1, sizeof(*run));
	struct reason why;

	assert_non_null(run);
	for (unsigned i = 0; i < 2; i++)
		assert_int_equal(run_add_arm(run,
					     i ? ROLE_INJECTED : ROLE_BASELINE,
					     profiler_by_name("none"), 0.5 * i,
					     &why),
				 0);
	assert_int_equal(run_add_endpoint(run, workload_by_name("health"),
					  &why),
			 0);
	for (size_t b = 0; b < 5; b++) {
		struct block block = { 0 };
		struct sample *injected = &block.samples[1];

		injected->requests = 1;
		injected->known_latency = b == 2 ? -3 : 0.3;
		injected->known_handler_wall = b == 2 ? 7 : 0.4;
		assert_int_equal(endpoint_add_block(&run->endpoints[0],
						    &block),
				 0);
	}
	assert_true(trust_truth(run, &run->endpoints[0], 1) == 0.3);
	assert_true(trust_handler_truth(run, &run->endpoints[0], 1) == 0.4);
	assert_true(trust_truth(run, &run->endpoints[0], 0) == 0);
	run_release(run);
	free(run);
}
