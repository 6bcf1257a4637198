/* t_advise.c: sentences, advice and verdicts on claims, of runs that are known. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/accuracy.h"
#include "report/advise.h"
#include "report/claims.h"
#include "report/sentence.h"
#include "runtext.h"
#include "unit.h"

static const char perf_answers[] =
	"\"sweep\":{\"worst_points\":0.9,\"chance_points\":1.2,\"slope\":1,"
	"\"intercept_points\":0,\"yield\":1},\"repeats\":{\"runs\":30,\"winners\":1,"
	"\"spread_ratio\":1.1,\"spread_low\":0.8,\"spread_high\":1.5},"
	"\"stack\":{\"edge_recall\":1,\"tail_seen\":0},\"imbalance\":0,"
	"\"wrongness\":0.02";
static const char gprof_answers[] =
	"\"calls_error\":0,\"sweep\":{\"worst_points\":10.7,\"yield\":0.45},"
	"\"repeats\":{\"runs\":30,\"winners\":2,\"spread_ratio\":1.02,"
	"\"spread_low\":0.81,\"spread_high\":1.37},\"wrongness\":0.45";
static const char heap_answers[] =
	"\"alloc\":{\"allocations_error\":0,\"leaks_error\":0,"
	"\"peak_error\":0},\"wrongness\":0";
static const char liar_answers[] =
	"\"calls_error\":0.5,\"sweep\":{\"worst_points\":20,\"yield\":1},"
	"\"alloc\":{\"allocations_error\":0.5,\"leaks_error\":1},"
	"\"wrongness\":0.5";
static const char all[] = "[\"calls\",\"cpu-function\",\"allocations\",\"leaks\"]";

static const struct runtext_arm arms[] = {
	{ "perf", "[\"cpu-function\",\"stacks\"]", perf_answers,
	  { { "/cpu/fibonacci", 1.004, 0.998, 1.01 },
	    { "/memory", 1.01, 1.004, 1.016 },
	    { "/health", 1.02, 1.01, 1.03 } }, 999 },
	{ "gprof", "[\"calls\",\"cpu-function\"]", gprof_answers,
	  { { "/cpu/fibonacci", 6.2, 5.4, 7.2 },
	    { "/memory", 1.25, 1.2, 1.3 },
	    { "/health", 1.01, 1, 1.02 } }, 0 },
	{ "heaptrack", "[\"allocations\",\"leaks\"]", heap_answers,
	  { { "/cpu/fibonacci", 1.05, 1.04, 1.06 },
	    { "/memory", 3, 2.8, 3.2 },
	    { "/health", 2.1, 2, 2.2 } }, 0 },
	{ "liar", all, liar_answers,
	  { { "/cpu/fibonacci", 1, 0.99, 1.01 },
	    { "/memory", 1, 0.99, 1.01 },
	    { "/health", 1, 0.99, 1.01 } }, 0 },
};

enum { ARMS = sizeof(arms) / sizeof(*arms) };

static const char *best_of(const char *need, double budget,
			   const char *endpoint)
{
	static char name[64];
	struct json_object *run = runtext_make(arms, ARMS);
	struct advice *advice = calloc(1, sizeof(*advice));
	struct reason why;

	if (advise(advice, run, need, budget, endpoint, &why) < 0)
		fail_msg("%s", why.text);
	snprintf(name, sizeof(name), "%s",
		 advice->best ? advice->best->arm : "none");
	json_object_put(run);
	free(advice);
	return name;
}

/* The liar is the cheapest of all, and never advised. */
UNIT(advice_is_the_cheapest_that_is_true)
{
	assert_string_equal(best_of("cpu", 0.05, NULL), "perf");
	assert_string_equal(best_of("calls", 0.35, NULL), "gprof");
	assert_string_equal(best_of("calls", 0.05, "/cpu/fibonacci"), "none");
	assert_string_equal(best_of("calls", 0.05, "/health"), "gprof");
	assert_string_equal(best_of("memory", 0.05, NULL), "none");
	assert_string_equal(best_of("memory", 0.1, "/cpu/fibonacci"),
			    "heaptrack");
	assert_string_equal(best_of("leaks", 5, NULL), "heaptrack");
	assert_string_equal(best_of("lines", 5, NULL), "none");
}

/* What few samples explain is no lie, as long as they are not too few. */
UNIT(advice_knows_of_chance)
{
	static const struct {
		const char *sweep, *best;
	} cases[] = {
		{ "\"sweep\":{\"worst_points\":7,\"chance_points\":9.8}", "few" },
		{ "\"sweep\":{\"worst_points\":9.9,\"chance_points\":9.8}", "none" },
		{ "\"sweep\":{\"worst_points\":7,\"chance_points\":12}", "none" },
		{ "\"sweep\":{\"worst_points\":7}", "none" },
		{ "\"sweep\":{\"worst_points\":1,\"chance_points\":12}", "none" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct runtext_arm few = arms[0];
		struct json_object *run;
		struct advice *advice = calloc(1, sizeof(*advice));
		struct reason why;

		few.label = "few";
		few.accuracy = cases[i].sweep;
		run = runtext_make(&few, 1);
		assert_int_equal(advise(advice, run, "cpu", 0.05, NULL, &why),
				 0);
		assert_string_equal(advice->best ? advice->best->arm : "none",
				    cases[i].best);
		json_object_put(run);
		free(advice);
	}
}

/* In all tables; who was asked nothing comes after those who lie. */
UNIT(a_liar_is_ranked_behind_the_honest)
{
	static const char *const order[] = { "heaptrack", "perf", "gprof",
					     "liar" };
	struct json_object *run = runtext_make(arms, ARMS);
	struct facts facts[FACTS_MAX];
	size_t count = facts_make(run, facts);

	assert_int_equal(count, ARMS);
	facts_rank(facts, count);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(facts[i].arm, order[i]);
	facts[0].wrongness = NAN;
	facts_rank(facts, count);
	assert_string_equal(facts[count - 1].arm, "heaptrack");
	assert_string_equal(facts[count - 2].arm, "liar");
	json_object_put(run);
}

UNIT(advice_says_why_not)
{
	struct json_object *run = runtext_make(arms, ARMS);
	struct advice *advice = calloc(1, sizeof(*advice));
	struct reason why;

	assert_int_equal(advise(advice, run, "calls", 0.05, NULL, &why), 0);
	assert_int_equal(advice->count, ARMS);
	assert_false(advice->rows[0].answers);
	assert_non_null(strstr(advice->rows[1].why.text,
			       "costs more: +25.0 % [+20.0, +30.0]"));
	assert_non_null(strstr(advice->rows[3].why.text, "off by 50 %"));
	assert_int_equal(advise(advice, run, "calls", 0.05, "/nope", &why), -1);
	assert_non_null(strstr(why.text, "/nope"));
	assert_int_equal(advise(advice, run, "beauty", 0.05, NULL, &why), -1);
	json_object_object_del(run, "accuracy");
	assert_int_equal(advise(advice, run, "calls", 0.05, NULL, &why), -1);
	assert_non_null(strstr(why.text, "tare bench --accuracy"));
	json_object_put(run);
	free(advice);
}

/* The figure is within the budget, and its interval not far beyond it. */
UNIT(advice_keeps_to_the_budget)
{
	static const struct {
		double ratio, low, high;
		const char *best, *why;
	} cases[] = {
		{ 1.04, 1.03, 1.05, "perf", "of CPU time on the median endpoint" },
		{ 1.04, 0.99, 1.09, "perf", ", perhaps more than the budget" },
		{ 1.04, 0.99, 1.11, "none", "it may cost twice the budget: " },
		{ 1.06, 1.04, 1.08, "none", "it probably costs more: " },
		{ 1.06, 1.055, 1.065, "none", "it costs more: " },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct runtext_arm one = arms[0];
		struct json_object *run;
		struct advice *advice = calloc(1, sizeof(*advice));
		struct reason why;

		for (size_t c = 0; c < 3; c++) {
			one.costs[c].ratio = cases[i].ratio;
			one.costs[c].low = cases[i].low;
			one.costs[c].high = cases[i].high;
		}
		run = runtext_make(&one, 1);
		assert_int_equal(advise(advice, run, "cpu", 0.05, NULL, &why),
				 0);
		assert_string_equal(advice->best ? advice->best->arm : "none",
				    cases[i].best);
		assert_non_null(strstr(advice->rows[0].why.text, cases[i].why));
		json_object_put(run);
		free(advice);
	}
}

/* A dearer one whose interval reaches down to the cheaper one's, or does not. */
UNIT(advice_does_not_follow_an_interval)
{
	static const double low[] = { 0.99, 1.025 };

	for (size_t i = 0; i < 2; i++) {
		struct runtext_arm two[] = { arms[0], arms[0] };
		struct json_object *run;
		struct advice *advice = calloc(1, sizeof(*advice));
		struct reason why;

		two[1].label = "right";
		two[1].accuracy = "\"sweep\":{\"worst_points\":0.1}";
		for (size_t c = 0; c < 3; c++) {
			two[1].costs[c].ratio = 1.04;
			two[1].costs[c].low = low[i];
			two[1].costs[c].high = 1.045;
		}
		run = runtext_make(two, 2);
		assert_int_equal(advise(advice, run, "cpu", 0.05, NULL, &why),
				 0);
		assert_string_equal(advice->best->arm, "perf");
		json_object_put(run);
		free(advice);
	}
}

/* Less than a point apart, this way or that, and the same advice. */
UNIT(advice_does_not_follow_the_noise)
{
	struct runtext_arm two[] = { arms[0], arms[0] };

	two[1].label = "aperf";
	for (int again = 0; again < 2; again++) {
		struct json_object *run = runtext_make(two, 2);
		struct advice *advice = calloc(1, sizeof(*advice));
		struct reason why;

		assert_int_equal(advise(advice, run, "cpu", 0.05, NULL, &why),
				 0);
		assert_string_equal(advice->best->arm, "aperf");
		json_object_put(run);
		free(advice);
		two[1].costs[1].ratio = 1.012;
		two[1].costs[1].high = 1.018;
	}
}

static void expect_sentence(void (*say)(const struct facts *, struct buf *),
			    unsigned arm, const char *text)
{
	struct json_object *run = runtext_make(arms, ARMS);
	struct facts facts[FACTS_MAX];
	struct buf out;

	buf_init(&out);
	assert_int_equal(facts_make(run, facts), ARMS);
	say(&facts[arm], &out);
	assert_string_equal(out.text, text);
	buf_release(&out);
	json_object_put(run);
}

UNIT(sentences_follow_from_the_figures)
{
	expect_sentence(sentence_strength, 0,
			"shares of CPU time within 0.9 points (+-1.2 by "
			"chance), callers right in 100 % of what it shows; "
			"typically +1.00 % [+0.40, +1.60] of CPU time");
	expect_sentence(sentence_heel, 0,
			"a function that ends in a jump is seen as caller in "
			"0 % of what it calls");
	expect_sentence(sentence_strength, 1,
			"every count of calls exact; typically +25.0 % [+20.0, "
			"+30.0] of CPU time");
	expect_sentence(sentence_heel, 1,
			"+520 % [+440, +620] of CPU time on /cpu/fibonacci");
	expect_sentence(sentence_strength, 3,
			"nothing that it was asked was answered well; "
			"typically +0.00 % [-1.00, +1.00] of CPU time");
	expect_sentence(sentence_heel, 3,
			"counts of calls are up to 50 % off");
}

/* Who gives no answer has that for a heel, with its reason. */
UNIT(sentences_know_of_no_data)
{
	static const struct runtext_arm mute = {
		"mute", "[]", "", { { "/health", 1, 0.9, 1.1 } }, 0
	};
	struct json_object *run = runtext_make(&mute, 1);
	struct facts facts[FACTS_MAX];
	struct buf out;

	buf_init(&out);
	facts_make(run, facts);
	facts[0].because = "it was killed";
	sentence_heel(&facts[0], &out);
	assert_string_equal(out.text, "no answer at all: it was killed");
	buf_clear(&out);
	sentence_strength(&facts[0], &out);
	assert_string_equal(out.text, "nothing that is scored; typically "
				      "+0.00 % [-10.0, +10.0] of CPU time");
	buf_release(&out);
	json_object_put(run);
}

static enum claim_verdict verdict_of(const char *name,
				     const struct runtext_arm *list,
				     size_t count)
{
	struct json_object *run = runtext_make(list, count);
	struct facts facts[FACTS_MAX];
	size_t n = facts_make(run, facts);
	struct claim_result result = { CLAIM_CANNOT_TELL, { "" } };
	const struct claim *claim = claims;

	while (claim->name && strcmp(claim->name, name) != 0)
		claim++;
	if (!claim->name)
		fail_msg("no claim is called %s", name);
	claim->check(run, facts, n, &result);
	assert_true(strlen(result.figure.text) > 0);
	json_object_put(run);
	return result.verdict;
}

UNIT(claims_are_judged_by_intervals)
{
	/* perf up to +3 % on /health: it may be more than 2 %, or not. */
	assert_int_equal(verdict_of("outside", arms, ARMS), CLAIM_CANNOT_TELL);
	assert_int_equal(verdict_of("recursion", arms, ARMS), CLAIM_HELD);
	/* +104 % on /health is not among what the claim names. */
	assert_int_equal(verdict_of("pay", arms, ARMS), CLAIM_NOT_HELD);
	assert_int_equal(verdict_of("square-root", arms, ARMS), CLAIM_HELD);
	assert_int_equal(verdict_of("frequency", arms, ARMS),
			 CLAIM_CANNOT_TELL);
	assert_int_equal(verdict_of("massif", arms, ARMS), CLAIM_CANNOT_TELL);
	assert_int_equal(verdict_of("threads", arms, ARMS), CLAIM_CANNOT_TELL);
}

UNIT(claims_move_with_the_figures)
{
	struct runtext_arm other[ARMS];

	memcpy(other, arms, sizeof(arms));
	other[0].costs[2] = (struct runtext_cost){ "/health", 1.01, 1, 1.019 };
	assert_int_equal(verdict_of("outside", other, ARMS), CLAIM_HELD);
	other[0].costs[2] = (struct runtext_cost){ "/health", 1.05, 1.03,
						   1.07 };
	assert_int_equal(verdict_of("outside", other, ARMS), CLAIM_NOT_HELD);
	other[1].costs[1] = (struct runtext_cost){ "/memory", 9, 8, 10 };
	assert_int_equal(verdict_of("recursion", other, ARMS), CLAIM_NOT_HELD);
	other[1].costs[1] = (struct runtext_cost){ "/memory", 7, 6, 8 };
	assert_int_equal(verdict_of("recursion", other, ARMS),
			 CLAIM_CANNOT_TELL);
	other[1].accuracy = "\"repeats\":{\"runs\":30,\"winners\":1,"
			    "\"spread_ratio\":2,\"spread_low\":1.6,"
			    "\"spread_high\":2.7}";
	assert_int_equal(verdict_of("square-root", other, ARMS),
			 CLAIM_NOT_HELD);
}

UNIT(a_claim_about_frequency_takes_perf_that_differs_in_nothing_else)
{
	struct runtext_arm other[ARMS];

	memcpy(other, arms, sizeof(arms));
	other[1].freq = 9999;
	other[1].label = "perf:unwind=dwarf,freq=9999";
	assert_int_equal(verdict_of("frequency", other, ARMS),
			 CLAIM_CANNOT_TELL);
	other[1].label = "perf:freq=9999";
	assert_int_equal(verdict_of("frequency", other, ARMS), CLAIM_HELD);
	other[1].label = "perf:freq=99";
	other[1].freq = 99;
	assert_int_equal(verdict_of("frequency", other, ARMS), CLAIM_NOT_HELD);
	/* Of a file that was tampered with. */
	memcpy(other, arms, sizeof(arms));
	other[0].freq = -1;
	assert_int_equal(verdict_of("frequency", other, ARMS),
			 CLAIM_CANNOT_TELL);
}

UNIT(a_run_without_questions_has_no_accuracy)
{
	struct json_object *run = runtext_make(arms, ARMS);
	FILE *out = fopen("/dev/null", "w");
	struct reason why;

	assert_non_null(out);
	assert_int_equal(accuracy_print(run, "text", out, &why), 0);
	assert_int_equal(accuracy_print(run, "md", out, &why), 0);
	assert_int_equal(accuracy_print(run, "csv", out, &why), 0);
	assert_int_equal(accuracy_print(run, "nope", out, &why), -1);
	json_object_object_del(run, "accuracy");
	assert_int_equal(accuracy_print(run, "text", out, &why), -1);
	assert_non_null(strstr(why.text, "tare bench --accuracy"));
	fclose(out);
	json_object_put(run);
}
