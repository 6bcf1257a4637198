/* t_score.c: synthetic evidence with known errors gets the known scores. */
#include "trial.h"
#include "unit.h"

static void set_function(struct evidence *evidence, const char *name,
			 double calls, double self)
{
	struct evidence_function *f = evidence_function(evidence, name);

	f->calls = calls;
	f->self = self;
}

static const long split_args[PARAM_MAX] = { 25, 1000 };

/* All calls, and SHARE of one second in the part that calls. */
static void split_init(struct trial *trial, double share)
{
	trial_init(trial, "truth_split", split_args);
	set_function(&trial->evidence, "truth_split_run", REQUESTS, 0);
	set_function(&trial->evidence, "split_calling", REQUESTS, 0);
	set_function(&trial->evidence, "split_step", REQUESTS * 250, share);
	set_function(&trial->evidence, "split_inlined", REQUESTS, 1 - share);
	trial->evidence.samples = 1000;
	trial->evidence.period = 1e-3;
}

UNIT(scores_of_a_right_answer)
{
	struct trial trial;

	split_init(&trial, 0.25);
	trial_make(&trial);
	trial_expect(trial.score.calls_error, 0);
	trial_expect(trial.score.cpu_worst, 0);
	trial_expect(trial.score.cpu_mean, 0);
	trial_expect(trial.score.overlap, 1);
	trial_expect(trial.score.yield, 1);
	trial_expect(trial.score.imbalance, 0);
	trial_expect(trial.score.wrongness, 0);
	assert_string_equal(trial.score.hottest, "split_inlined");
	assert_true(trial.score.hottest_right);
	assert_true(isnan(trial.score.edge_recall));
	evidence_release(&trial.evidence);
}

UNIT(scores_of_a_share_20_points_off)
{
	struct trial trial;

	split_init(&trial, 0.45);
	trial_make(&trial);
	trial_expect(trial.score.cpu_worst, 20);
	trial_expect(trial.score.cpu_mean, 20);
	trial_expect(trial.score.overlap, 0.8);
	trial_expect(trial.score.share[0], 0.45);
	trial_expect(trial.score.wrongness, 0.2);
	assert_true(trial.score.hottest_right);
	evidence_release(&trial.evidence);
	split_init(&trial, 0.8);
	trial_make(&trial);
	assert_string_equal(trial.score.hottest, "split_step");
	assert_false(trial.score.hottest_right);
	evidence_release(&trial.evidence);
}

UNIT(scores_of_calls_dropped_missed_and_invented)
{
	struct trial trial;

	split_init(&trial, 0.25);
	evidence_function(&trial.evidence, "split_step")->calls /= 2;
	trial_make(&trial);
	trial_expect(trial.score.calls_error, 0.5);
	assert_int_equal(trial.score.calls_missing, 0);
	evidence_function(&trial.evidence, "split_step")->calls = NAN;
	trial_make(&trial);
	trial_expect(trial.score.calls_error, 1);
	assert_int_equal(trial.score.calls_missing, 1);
	evidence_release(&trial.evidence);
	split_init(&trial, 0.25);
	trial.truth.row[2].calls = 0; /* split_step */
	trial_make(&trial);
	assert_int_equal(trial.score.calls_invented, 1);
	trial_expect(trial.score.calls_error, 1);
	evidence_release(&trial.evidence);
}

/* Known by the program's clocks: 0.9 s of 1 s in its parts. */
UNIT(scores_of_an_invented_function)
{
	struct trial trial;

	split_init(&trial, 0.225);
	evidence_function(&trial.evidence, "split_inlined")->self = 0.675;
	set_function(&trial.evidence, "write", NAN, 0.1);
	trial.input.part_cpu_s[0] = 0.225;
	trial.input.part_cpu_s[1] = 0.675;
	trial_make(&trial);
	trial_expect(trial.score.cpu_worst, 0);
	trial_expect(trial.score.overlap, 1);
	/* 0.3 more that nobody has: 0.8 of 1.3 s is where it was. */
	set_function(&trial.evidence, "nobody", NAN, 0.3);
	trial_make(&trial);
	trial_expect(trial.score.cpu_worst, 0);
	trial_expect(trial.score.overlap, 0.1 + 0.9 / 1.3);
	/* And more time than there were samples. */
	trial_expect(trial.score.imbalance, 0.3 / 1.3);
	evidence_release(&trial.evidence);
}

/* Instructions of the linker are no time, and no lie. */
UNIT(scores_of_a_simulator_are_of_the_parts)
{
	struct profiler simulator = knows_all;
	struct trial trial;

	simulator.kind = KIND_SIMULATION;
	split_init(&trial, 0.3);
	trial.input.profiler = &simulator;
	set_function(&trial.evidence, "do_lookup_x", NAN, 5);
	trial.input.part_cpu_s[0] = 0.1;
	trial.input.part_cpu_s[1] = 0.3;
	trial_make(&trial);
	trial_expect(trial.score.overlap, 0.95);
	trial_expect(trial.score.cpu_worst, 5);
	evidence_release(&trial.evidence);
}

static const long stack_args[PARAM_MAX] = { 3, 1000 };

static void stack_init(struct trial *trial)
{
	trial_init(trial, "truth_stack", stack_args);
}

UNIT(scores_of_whole_stacks)
{
	static const char chain[] = "main;truth_stack_run;stack_01;stack_02;"
				    "stack_03;stack_leaf";
	struct trial trial;

	stack_init(&trial);
	evidence_stack(&trial.evidence, chain)->weight = 50;
	evidence_stack(&trial.evidence, "main;truth_stack_run;stack_landing")
		->weight = 50;
	trial_make(&trial);
	trial_expect(trial.score.edge_recall, 1);
	trial_expect(trial.score.edge_wrong, 0);
	trial_expect(trial.score.tail_seen, 0);
	evidence_release(&trial.evidence);
}

/* One in five lacks the leaf's caller: of 5 edges 4, and one of 4 is wrong. */
UNIT(scores_of_a_missing_caller)
{
	struct trial trial;

	stack_init(&trial);
	evidence_stack(&trial.evidence, "main;truth_stack_run;stack_01;"
					"stack_02;stack_03;stack_leaf")
		->weight = 80;
	evidence_stack(&trial.evidence,
		       "main;truth_stack_run;stack_01;stack_02;stack_leaf")
		->weight = 20;
	trial_make(&trial);
	trial_expect(trial.score.edge_recall, (80 * 4 + 20 * 2) / (80. * 4 + 20 * 3));
	trial_expect(trial.score.edge_wrong, 20 / (80. * 4 + 20 * 3));
	evidence_release(&trial.evidence);
	/* A leaf that nobody is seen to call. */
	stack_init(&trial);
	evidence_stack(&trial.evidence, "stack_leaf")->weight = 1;
	trial_make(&trial);
	trial_expect(trial.score.edge_recall, 0);
	evidence_release(&trial.evidence);
}

/* Stacks of allocations have other callers, and none that is asked for. */
UNIT(scores_of_callers_are_not_of_allocations)
{
	struct profiler heap = knows_all;
	struct trial trial;

	heap.answers = ANSWER_ALLOCATIONS | ANSWER_STACKS;
	stack_init(&trial);
	trial.input.profiler = &heap;
	evidence_stack(&trial.evidence, "main;json_object_new_string")
		->weight = 20;
	trial_make(&trial);
	assert_true(isnan(trial.score.edge_recall));
	evidence_release(&trial.evidence);
}

UNIT(scores_of_counted_edges)
{
	struct trial trial;

	stack_init(&trial);
	evidence_edge(&trial.evidence, "truth_stack_run", "stack_01")->calls =
		REQUESTS;
	evidence_edge(&trial.evidence, "stack_01", "stack_02")->calls =
		REQUESTS;
	evidence_edge(&trial.evidence, "stack_02", "stack_03")->calls =
		REQUESTS / 2.;
	evidence_edge(&trial.evidence, "stack_02", "stack_leaf")->calls =
		REQUESTS;
	trial_make(&trial);
	/* Of five edges two and a half; of four reported one is none. */
	trial_expect(trial.score.edge_recall, 0.5);
	trial_expect(trial.score.edge_wrong, 0.25);
	trial_expect(trial.score.tail_seen, 0);
	evidence_release(&trial.evidence);
}

UNIT(scores_see_sums_that_do_not_add_up)
{
	struct trial trial;

	split_init(&trial, 0.25);
	evidence_function(&trial.evidence, "split_inlined")->total = 0.6;
	trial_make(&trial);
	trial_expect(trial.score.imbalance, 0.2);
	evidence_edge(&trial.evidence, "split_calling", "split_step")->calls =
		REQUESTS * 250 * 2;
	trial_make(&trial);
	trial_expect(trial.score.imbalance, 0.5);
	assert_string_equal(trial.score.imbalance_of, "calls of edges");
	evidence_release(&trial.evidence);
}

/* Test doubles: what each does to a right answer. */
static void lie_shift(struct evidence *e)
{
	evidence_function(e, "split_step")->self += 0.2;
	evidence_function(e, "split_inlined")->self -= 0.2;
}

static void lie_drop(struct evidence *e)
{
	evidence_function(e, "split_step")->calls /= 2;
}

static void lie_invent(struct evidence *e)
{
	set_function(e, "nobody", NAN, 0.25);
	evidence_function(e, "split_inlined")->self -= 0.25;
}

/* As the best samplers are: 3 points off, and 2 % of the samples lost. */
static void err_little(struct evidence *e)
{
	evidence_function(e, "split_step")->self += 0.03;
	evidence_function(e, "split_inlined")->self -= 0.03;
	e->samples = 980;
	e->period = 1. / 980;
}

UNIT(liars_are_ranked_last)
{
	static void (*const lies[])(struct evidence *) = { lie_shift, lie_drop,
							   lie_invent };
	struct trial honest, liar;

	split_init(&honest, 0.25);
	err_little(&honest.evidence);
	trial_make(&honest);
	trial_expect(honest.score.wrongness, 0.03);
	for (size_t i = 0; i < sizeof(lies) / sizeof(*lies); i++) {
		split_init(&liar, 0.25);
		lies[i](&liar.evidence);
		trial_make(&liar);
		assert_true(liar.score.wrongness >= 0.2 - 1e-9);
		assert_true(liar.score.wrongness > honest.score.wrongness);
		evidence_release(&liar.evidence);
	}
	evidence_release(&honest.evidence);
}
