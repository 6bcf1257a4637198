/* t_score_memory.c: synthetic allocations with known errors get the known scores. */
#include "bench/sizeclass.h"
#include "trial.h"
#include "unit.h"

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
	trial_make(&trial);
	trial_expect(trial.score.allocations_error, 0);
	trial_expect(trial.score.bytes_error, 0);
	trial_expect(trial.score.peak_error, 0);
	trial_expect(trial.score.leaks_error, 0);

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
	trial_make(&trial);
	trial_expect(trial.score.allocations_error, 0.1);
	trial_expect(trial.score.bytes_error, 0.5);
	trial_expect(trial.score.peak_error, 0.5);
	trial_expect(trial.score.leaks_error, 1. / 3);
	/* A leak where there is none. */
	set_site(&trial.evidence, "alloc_chain", 110, 42240)->leaked_bytes = 1;
	trial_make(&trial);
	trial_expect(trial.score.leaks_error, 1);
	evidence_release(&trial.evidence);
}

/* A process that has lost its most finds the older ones again. */
UNIT(scores_know_that_leaks_are_bounded)
{
	struct trial trial;

	alloc_init(&trial);
	trial.truth.leaks_most = 20;
	trial_make(&trial);
	trial_expect(trial.score.leaks_error, 0.5);
	evidence_site(&trial.evidence, "alloc_leak", "truth_alloc.c", 1)
		->leaked_bytes = 800;
	trial_make(&trial);
	trial_expect(trial.score.leaks_error, 0);
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
	trial_make(&trial);
	trial_expect(trial.score.bytes_error, 0);
	trial_expect(trial.score.leaks_error, 0);
	evidence_release(&trial.evidence);
}

UNIT(scores_see_sites_that_do_not_add_up)
{
	struct trial trial;

	alloc_init(&trial);
	trial.evidence.allocations = 2 * 11240;
	trial_make(&trial);
	trial_expect(trial.score.imbalance, 0.5);
	assert_string_equal(trial.score.imbalance_of, "allocations of sites");
	evidence_release(&trial.evidence);
}
