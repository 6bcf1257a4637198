/* t_score.c: synthetic evidence with known errors gets the known scores. */
#include <stdio.h>
#include <string.h>

#include "bench/score.h"
#include "bench/sizeclass.h"
#include "unit.h"
#include "workloads/workload.h"

enum { REQUESTS = 10 };

/* A tool that answers everything; its descriptor is all that scores look at. */
static const struct profiler knows_all = {
	.name = "knows-all",
	.answers = ANSWER_CALLS | ANSWER_CPU_FUNCTION | ANSWER_ALLOCATIONS |
		   ANSWER_LEAKS | ANSWER_STACKS | ANSWER_PEAK,
};

struct trial {
	struct truth truth;
	struct evidence evidence;
	struct score_input input;
	struct score score;
};

static void trial_init(struct trial *trial, const char *name, const long *args)
{
	*trial = (struct trial){ .input = { .profiler = &knows_all } };
	workload_by_name(name)->truth(args, &trial->truth);
	evidence_init(&trial->evidence);
	trial->evidence.processes = 1;
	trial->input.evidence = &trial->evidence;
	trial->input.truth = &trial->truth;
	trial->input.requests = REQUESTS;
	trial->input.service_cpu_s = 1;
	for (unsigned i = 0; i < PART_MAX; i++)
		trial->input.part_cpu_s[i] = NAN;
}

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

static void make(struct trial *trial)
{
	score_make(&trial->score, &trial->input);
}

static void expect(double got, double want)
{
	if (!(fabs(got - want) < 1e-9))
		fail_msg("%.12g, not %.12g", got, want);
}

UNIT(scores_of_a_right_answer)
{
	struct trial trial;

	split_init(&trial, 0.25);
	make(&trial);
	expect(trial.score.calls_error, 0);
	expect(trial.score.cpu_worst, 0);
	expect(trial.score.cpu_mean, 0);
	expect(trial.score.overlap, 1);
	expect(trial.score.yield, 1);
	expect(trial.score.imbalance, 0);
	expect(trial.score.wrongness, 0);
	assert_string_equal(trial.score.hottest, "split_inlined");
	assert_true(trial.score.hottest_right);
	assert_true(isnan(trial.score.edge_recall));
	evidence_release(&trial.evidence);
}

UNIT(scores_of_a_share_20_points_off)
{
	struct trial trial;

	split_init(&trial, 0.45);
	make(&trial);
	expect(trial.score.cpu_worst, 20);
	expect(trial.score.cpu_mean, 20);
	expect(trial.score.overlap, 0.8);
	expect(trial.score.share[0], 0.45);
	expect(trial.score.wrongness, 0.2);
	assert_true(trial.score.hottest_right);
	evidence_release(&trial.evidence);
	split_init(&trial, 0.8);
	make(&trial);
	assert_string_equal(trial.score.hottest, "split_step");
	assert_false(trial.score.hottest_right);
	evidence_release(&trial.evidence);
}

UNIT(scores_of_calls_dropped_missed_and_invented)
{
	struct trial trial;

	split_init(&trial, 0.25);
	evidence_function(&trial.evidence, "split_step")->calls /= 2;
	make(&trial);
	expect(trial.score.calls_error, 0.5);
	assert_int_equal(trial.score.calls_missing, 0);
	evidence_function(&trial.evidence, "split_step")->calls = NAN;
	make(&trial);
	expect(trial.score.calls_error, 1);
	assert_int_equal(trial.score.calls_missing, 1);
	evidence_release(&trial.evidence);
	split_init(&trial, 0.25);
	trial.truth.row[2].calls = 0; /* split_step */
	make(&trial);
	assert_int_equal(trial.score.calls_invented, 1);
	expect(trial.score.calls_error, 1);
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
	make(&trial);
	expect(trial.score.cpu_worst, 0);
	expect(trial.score.overlap, 1);
	/* 0.3 more that nobody has: 0.8 of 1.3 s is where it was. */
	set_function(&trial.evidence, "nobody", NAN, 0.3);
	make(&trial);
	expect(trial.score.cpu_worst, 0);
	expect(trial.score.overlap, 0.1 + 0.9 / 1.3);
	/* And more time than there were samples. */
	expect(trial.score.imbalance, 0.3 / 1.3);
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
	make(&trial);
	expect(trial.score.edge_recall, 1);
	expect(trial.score.edge_wrong, 0);
	expect(trial.score.tail_seen, 0);
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
	make(&trial);
	expect(trial.score.edge_recall, (80 * 4 + 20 * 2) / (80. * 4 + 20 * 3));
	expect(trial.score.edge_wrong, 20 / (80. * 4 + 20 * 3));
	evidence_release(&trial.evidence);
	/* A leaf that nobody is seen to call. */
	stack_init(&trial);
	evidence_stack(&trial.evidence, "stack_leaf")->weight = 1;
	make(&trial);
	expect(trial.score.edge_recall, 0);
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
		REQUESTS / 2;
	evidence_edge(&trial.evidence, "stack_02", "stack_leaf")->calls =
		REQUESTS;
	make(&trial);
	/* Of five edges two and a half; of four reported one is none. */
	expect(trial.score.edge_recall, 0.5);
	expect(trial.score.edge_wrong, 0.25);
	expect(trial.score.tail_seen, 0);
	evidence_release(&trial.evidence);
}

static const long alloc_args[PARAM_MAX] = { 1000, 1024, 10, 10, 100, 3 };

static struct evidence_site *set_site(struct evidence *evidence,
				      const char *function, double blocks,
				      double bytes)
{
	struct evidence_site *site =
		evidence_site(evidence, function, "truth_alloc.c", 1);

	site->allocations = blocks;
	site->bytes = bytes;
	site->peak_bytes = site->leaked_bytes = 0;
	return site;
}

static void alloc_init(struct trial *trial)
{
	struct evidence *e = &trial->evidence;

	trial_init(trial, "truth_alloc", alloc_args);
	set_site(e, "alloc_block", 10000, 10240000)->peak_bytes = 1024000;
	set_site(e, "alloc_chain", 110, 42240);
	set_site(e, "alloc_aligned", 100, 25600);
	set_site(e, "alloc_crossing", 1000, 48000);
	set_site(e, "alloc_leak", 30, 1200)->leaked_bytes = 1200;
	e->peak_bytes = 1024000;
}

UNIT(scores_of_right_memory)
{
	struct trial trial;

	alloc_init(&trial);
	make(&trial);
	expect(trial.score.allocations_error, 0);
	expect(trial.score.bytes_error, 0);
	expect(trial.score.peak_error, 0);
	expect(trial.score.leaks_error, 0);

	evidence_release(&trial.evidence);
}

UNIT(scores_of_wrong_memory)
{
	struct trial trial;

	alloc_init(&trial);
	set_site(&trial.evidence, "alloc_crossing", 900, 24000);
	set_site(&trial.evidence, "alloc_leak", 30, 1200)->leaked_bytes = 800;
	set_site(&trial.evidence, "alloc_block", 10000, 10240000)->peak_bytes =
		1536000;
	make(&trial);
	expect(trial.score.allocations_error, 0.1);
	expect(trial.score.bytes_error, 0.5);
	expect(trial.score.peak_error, 0.5);
	expect(trial.score.leaks_error, 1. / 3);
	/* A leak where there is none. */
	set_site(&trial.evidence, "alloc_chain", 110, 42240)->leaked_bytes = 1;
	make(&trial);
	expect(trial.score.leaks_error, 1);
	evidence_release(&trial.evidence);
}

/* A process that has lost its most finds the older ones again. */
UNIT(scores_know_that_leaks_are_bounded)
{
	struct trial trial;

	alloc_init(&trial);
	trial.truth.leaks_most = 20;
	make(&trial);
	expect(trial.score.leaks_error, 0.5);
	evidence_site(&trial.evidence, "alloc_leak", "truth_alloc.c", 1)
		->leaked_bytes = 800;
	make(&trial);
	expect(trial.score.leaks_error, 0);
	evidence_release(&trial.evidence);
}

/* Sizes that nallocx(size, 0) of jemalloc 5.3.0 gives. */
UNIT(size_classes_are_those_of_jemalloc)
{
	static const uint64_t known[][2] = {
		{ 1, 8 },	{ 8, 8 },	{ 9, 16 },   { 40, 48 },
		{ 48, 48 },	{ 100, 112 },	{ 128, 128 }, { 129, 160 },
		{ 704, 768 },	{ 1024, 1024 }, { 1025, 1280 },
		{ 4097, 5120 }, { 14337, 16384 },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		assert_int_equal(sizeclass(known[i][0]), known[i][1]);
}

/* Truth in the tool's unit: who is right in size classes is right. */
UNIT(scores_convert_the_truth_to_size_classes)
{
	struct profiler usable = knows_all;
	struct trial trial;

	usable.usable_bytes = true;
	alloc_init(&trial);
	trial.input.profiler = &usable;
	set_site(&trial.evidence, "alloc_leak", 30, 30 * 48)->leaked_bytes =
		30 * 48;
	set_site(&trial.evidence, "alloc_chain", 110,
		 10 * (64 + 128 + 192 + 256 + 320 + 384 + 448 + 512 + 640 + 640 +
		       768));
	make(&trial);
	expect(trial.score.bytes_error, 0);
	expect(trial.score.leaks_error, 0);
	evidence_release(&trial.evidence);
}

UNIT(scores_see_sums_that_do_not_add_up)
{
	struct trial trial;

	alloc_init(&trial);
	trial.evidence.allocations = 2 * 11240;
	make(&trial);
	expect(trial.score.imbalance, 0.5);
	assert_string_equal(trial.score.imbalance_of, "allocations of sites");
	evidence_release(&trial.evidence);
	split_init(&trial, 0.25);
	evidence_function(&trial.evidence, "split_inlined")->total = 0.6;
	make(&trial);
	expect(trial.score.imbalance, 0.2);
	evidence_edge(&trial.evidence, "split_calling", "split_step")->calls =
		REQUESTS * 250 * 2;
	make(&trial);
	expect(trial.score.imbalance, 0.5);
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
	make(&honest);
	expect(honest.score.wrongness, 0.03);
	for (size_t i = 0; i < sizeof(lies) / sizeof(*lies); i++) {
		split_init(&liar, 0.25);
		lies[i](&liar.evidence);
		make(&liar);
		assert_true(liar.score.wrongness >= 0.2 - 1e-9);
		assert_true(liar.score.wrongness > honest.score.wrongness);
		evidence_release(&liar.evidence);
	}
	evidence_release(&honest.evidence);
}
