/* t_accuracy.c: the questions that are asked, and what their answers sum up to. */
#include <stdlib.h>
#include <string.h>

#include "bench/accuracysum.h"
#include "bench/plan.h"
#include "unit.h"

/* A run as planned by these words; the caller frees. */
static struct run *planned(const char *profilers, bool accuracy)
{
	const struct plan_options options = { .mode = "all",
					      .profilers = profilers,
					      .accuracy = accuracy };
	struct run *run = calloc(1, sizeof(*run));
	struct reason why;

	assert_non_null(run);
	if (plan_make(run, &options, &why) < 0)
		fail_msg("%s", why.text);
	return run;
}

static unsigned yardsticks(const struct run *run)
{
	unsigned count = 0;

	for (unsigned i = 0; i < run->endpoint_count; i++)
		count += run->endpoints[i].workload->yardstick;
	return count;
}

UNIT(yardsticks_are_weighed_only_when_asked_for)
{
	struct run *plain = planned("none", false);
	struct run *asked = planned("none", true);

	assert_int_equal(yardsticks(plain), 0);
	assert_int_equal(yardsticks(asked), 4);
	assert_int_equal(asked->endpoint_count, plain->endpoint_count + 4);
	run_release(plain);
	run_release(asked);
	free(plain);
	free(asked);
}

static unsigned count_questions(const struct accuracy *accuracy, unsigned arm,
				enum question_kind kind)
{
	unsigned count = 0;

	for (size_t i = 0; i < accuracy->count; i++)
		count += accuracy->answers[i].question.arm == arm &&
			 accuracy->answers[i].question.kind == kind;
	return count;
}

/* Nobody is asked what it does not claim to know; controls are asked nothing. */
UNIT(questions_follow_from_what_a_tool_answers)
{
	struct run *run = planned("gprof,heaptrack", true);
	struct accuracy accuracy = { .cpu_s = 1, .repeats = 7 };

	assert_int_equal(accuracy_plan(&accuracy, run), 0);
	assert_int_equal(count_questions(&accuracy, 0, ASK_SWEEP), 19);
	assert_int_equal(count_questions(&accuracy, 0, ASK_REPEAT), 0);
	assert_int_equal(count_questions(&accuracy, 1, ASK_SWEEP), 19);
	assert_int_equal(count_questions(&accuracy, 1, ASK_REPEAT), 7);
	assert_int_equal(count_questions(&accuracy, 1, ASK_DELAY), 3);
	assert_int_equal(count_questions(&accuracy, 1, ASK_STACK), 1);
	assert_int_equal(count_questions(&accuracy, 1, ASK_ALLOC), 0);
	assert_int_equal(count_questions(&accuracy, 2, ASK_SWEEP), 0);
	assert_int_equal(count_questions(&accuracy, 2, ASK_ALLOC), 1);
	assert_int_equal(accuracy.count, 19 + 19 + 7 + 3 + 1 + 1 + 1 + 1);
	assert_true(accuracy_most_s(&accuracy) >= (double)accuracy.count);
	for (size_t i = 0; i < accuracy.count; i++)
		assert_true(!accuracy.answers[i].given &&
			    strlen(accuracy.answers[i].why.text) > 0);
	accuracy_release(&accuracy);
	run_release(run);
	free(run);
}

static struct answer swept(unsigned arm, long share, double reported,
			   double clock)
{
	struct answer answer = {
		.question = { .kind = ASK_SWEEP, .arm = arm, .share = share },
		.given = true,
		.samples = 400,
	};

	answer.pass.clock_share = clock;
	answer.score = (struct score){ .calls_error = NAN,
				       .yield = 0.5,
				       .overlap = 0.9,
				       .imbalance = NAN,
				       .wrongness = 0.3 };
	answer.score.share[0] = reported;
	return answer;
}

static struct answer repeated(const char *hottest, double share)
{
	struct answer answer = swept(1, 25, share, 0.25);

	answer.question.kind = ASK_REPEAT;
	answer.samples = 100;
	snprintf(answer.score.hottest, sizeof(answer.score.hottest), "%s",
		 hottest);
	return answer;
}

UNIT(answers_sum_up)
{
	struct answer answers[] = {
		swept(0, 25, NAN, 0.25),    swept(0, 75, NAN, 0.76),
		swept(1, 25, 0.45, 0.27),   swept(1, 75, 0.85, 0.75),
		repeated("a", 0.2),	    repeated("b", 0.3),
		repeated("a", 0.25),	    swept(1, 50, 0, 0),
	};
	struct accuracy accuracy = { .answers = answers, .count = 8 };
	struct accuracysum sum;

	/* One of three repeats went wrong: the machine stood still. */
	answers[5].score.wrongness = 0.9;
	answers[7].given = false;
	reason_set(&answers[7].why, "it fell over");
	accuracysum_make(&sum, &accuracy, 1, 0);
	assert_int_equal(sum.asked, 6);
	assert_int_equal(sum.given, 5);
	assert_string_equal(sum.why.text, "it fell over");
	assert_true(fabs(sum.line.slope - 0.8) < 1e-12);
	assert_true(fabs(sum.line.intercept - 25) < 1e-9);
	assert_true(fabs(sum.line.worst - 20) < 1e-9);
	assert_true(fabs(sum.line.mean - 15) < 1e-9);
	/* 1.96 sqrt(0.25 * 0.75 / 400), in points */
	assert_true(fabs(sum.chance - 4.243524478543749) < 1e-9);
	assert_true(fabs(sum.overlap - 0.9) < 1e-12);
	assert_true(fabs(sum.yield - 0.5) < 1e-12);
	assert_int_equal(sum.runs, 3);
	assert_int_equal(sum.winners, 2);
	/* sqrt(0.0025) over sqrt(0.25 * 0.75 / 100) */
	assert_true(fabs(sum.spread.ratio - 1.1547005383792515) < 1e-9);
	assert_true(fabs(sum.shift_worst - 2) < 1e-9);
	assert_true(fabs(sum.shift_mean - 1.5) < 1e-9);
	assert_true(fabs(sum.wrongness - 0.3) < 1e-12);
	assert_true(isnan(sum.stack.wrongness) && isnan(sum.calls_error));
}
