/* accuracyfile.c: all answers of all profilers as JSON. */
#include "accuracyfile.h"

#include <math.h>

#include "base/json.h"
#include "bench/accuracysum.h"
#include "bench/scorefile.h"
#include "workloads/spin.h"

static void set_known(struct json_object *json, const char *key, double value)
{
	if (!isnan(value))
		json_set_number(json, key, value);
}

/* CPU time of the parts of a split, as the program's own clocks have it. */
static void set_clocks(struct json_object *json, const struct pass *pass)
{
	double all = pass->part_cpu_s[0] + pass->part_cpu_s[1];

	set_known(json, "service_cpu_s", pass->serving_cpu_s);
	set_known(json, "clock_share", pass->clock_share);
	set_known(json, "parts_cpu_s", all);
}

static struct json_object *answer_json(const struct answer *answer,
				       const struct run *run)
{
	const struct question *question = &answer->question;
	struct json_object *json = json_object_new_object();
	bool split = question->kind == ASK_SWEEP ||
		     question->kind == ASK_REPEAT ||
		     question->kind == ASK_DELAY;

	json_set_text(json, "arm", run->arms[question->arm].label);
	json_set_text(json, "question", question_name(question->kind));
	if (split)
		json_set_number(json, "true_share",
				(double)question->share / 100);
	if (question->kind == ASK_DELAY)
		json_set_number(json, "added", question->added);
	if (!answer->given) {
		json_set_text(json, "because", answer->why.text);
		return json;
	}
	json_set_int(json, "requests", answer->pass.requests);
	set_clocks(json, &answer->pass);
	set_known(json, "samples", answer->samples);
	if (run->arms[question->arm].profiler->read)
		json_set(json, "score", score_json(&answer->score));
	return json;
}

static struct json_object *line_json(const struct accuracysum *sum)
{
	struct json_object *json = json_object_new_object();

	json_set_int(json, "shares", (int64_t)sum->line.points);
	json_set_number(json, "slope", sum->line.slope);
	set_known(json, "slope_error", sum->line.slope_error);
	json_set_number(json, "intercept_points", sum->line.intercept);
	set_known(json, "intercept_error", sum->line.intercept_error);
	json_set_number(json, "worst_points", sum->line.worst);
	set_known(json, "chance_points", sum->chance);
	json_set_number(json, "mean_points", sum->line.mean);
	set_known(json, "mean_error", sum->line.mean_error);
	set_known(json, "overlap", sum->overlap);
	set_known(json, "yield", sum->yield);
	return json;
}

static struct json_object *repeats_json(const struct accuracysum *sum)
{
	struct json_object *json = json_object_new_object();

	json_set_int(json, "runs", (int64_t)sum->runs);
	json_set_int(json, "winners", (int64_t)sum->winners);
	set_known(json, "spread_ratio", sum->spread.ratio);
	set_known(json, "spread_low", sum->spread.low);
	set_known(json, "spread_high", sum->spread.high);
	return json;
}

static struct json_object *shift_json(const struct accuracysum *sum)
{
	struct json_object *json = json_object_new_object();

	json_set_number(json, "worst_points", sum->shift_worst);
	json_set_number(json, "mean_points", sum->shift_mean);
	return json;
}

static struct json_object *delay_json(const struct delay_sum *delay)
{
	struct json_object *json = json_object_new_object();

	json_set_number(json, "slope", delay->slope);
	set_known(json, "slope_error", delay->slope_error);
	json_set_number(json, "leak", delay->leak);
	return json;
}

static struct json_object *sum_json(const struct accuracysum *sum,
				    const struct arm *arm)
{
	struct json_object *json = json_object_new_object();

	json_set_text(json, "arm", arm->label);
	json_set_int(json, "asked", sum->asked);
	json_set_int(json, "given", sum->given);
	if (sum->given < sum->asked)
		json_set_text(json, "because", sum->why.text);
	if (!isnan(sum->line.worst))
		json_set(json, "sweep", line_json(sum));
	if (sum->runs)
		json_set(json, "repeats", repeats_json(sum));
	if (!isnan(sum->shift_worst))
		json_set(json, "observer_shift", shift_json(sum));
	if (!isnan(sum->delay.slope))
		json_set(json, "delay", delay_json(&sum->delay));
	if (!isnan(sum->stack.wrongness))
		json_set(json, "stack", score_json(&sum->stack));
	if (!isnan(sum->alloc.wrongness))
		json_set(json, "alloc", score_json(&sum->alloc));
	set_known(json, "calls_error", sum->calls_error);
	set_known(json, "imbalance", sum->imbalance);
	if (sum->imbalance > 0)
		json_set_text(json, "imbalance_of", sum->imbalance_of);
	set_known(json, "wrongness", sum->wrongness);
	return json;
}

/* What the machine's calibration has come to, in plain's own sweep. */
static double calibration_worst(const struct accuracy *accuracy)
{
	double worst = NAN;

	for (size_t i = 0; i < accuracy->count; i++) {
		const struct answer *answer = &accuracy->answers[i];

		if (answer->question.arm == 0 && answer->given &&
		    answer->question.kind == ASK_SWEEP)
			score_worst(&worst,
				    fabs(100 * answer->pass.clock_share -
					 (double)answer->question.share));
	}
	return worst;
}

static struct json_object *calibration_json(const struct accuracy *accuracy)
{
	const struct spin_scale *scale = spin_scale();
	struct json_object *json = json_object_new_object();

	json_set_number(json, "call_ratio", scale->call_ratio);
	json_set_number(json, "error", scale->error);
	json_set_number(json, "round_ns", scale->round_ns);
	set_known(json, "plain_worst_points", calibration_worst(accuracy));
	return json;
}

struct json_object *accuracy_json(const struct accuracy *accuracy,
				  const struct run *run)
{
	struct json_object *json = json_object_new_object();
	struct json_object *arms = json_object_new_array();
	struct json_object *answers = json_object_new_array();

	json_set_number(json, "cpu_s", accuracy->cpu_s);
	json_set(json, "calibration", calibration_json(accuracy));
	for (unsigned a = 0; a < run->arm_count; a++) {
		struct accuracysum sum;

		if (run->arms[a].role != ROLE_MEASURED)
			continue;
		accuracysum_make(&sum, accuracy, a, 0);
		if (sum.asked)
			json_object_array_add(arms,
					      sum_json(&sum, &run->arms[a]));
	}
	json_set(json, "arms", arms);
	for (size_t i = 0; i < accuracy->count; i++)
		json_object_array_add(answers,
				      answer_json(&accuracy->answers[i], run));
	json_set(json, "answers", answers);
	return json;
}
