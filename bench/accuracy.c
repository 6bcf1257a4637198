/* accuracy.c: every profiler asked what is known of the yardsticks. */
#include "accuracy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/stop.h"
#include "workloads/spin.h"

enum {
	REPEAT_SHARE = 25,
	DELAY_SHARE = 50,
	COUNTED = 20,  /* requests where time does not matter */
	SIMULATED = 3, /* where each takes fifty times as long */
	MANY = 1000000,
};

/* Start and stop, and what a simulator takes for its first request. */
static const double slack_s = 20;

static const char not_asked[] = "it was not asked";

static const double delays[] = { 0, 0.25, 0.5 };

const char *question_name(enum question_kind kind)
{
	static const char *const names[] = {
		[ASK_SWEEP] = "sweep", [ASK_REPEAT] = "repeat",
		[ASK_STACK] = "stack", [ASK_ALLOC] = "alloc",
		[ASK_NOOP] = "noop",   [ASK_DELAY] = "delay",
	};

	return names[kind];
}

static int add(struct accuracy *accuracy, const struct question *question)
{
	struct answer *answers = realloc(accuracy->answers,
					 (accuracy->count + 1) *
						 sizeof(*answers));

	if (!answers)
		return -1;
	accuracy->answers = answers;
	answers[accuracy->count] = (struct answer){ .question = *question };
	reason_set(&answers[accuracy->count++].why, "%s", not_asked);
	return 0;
}

static int add_sweep(struct accuracy *accuracy, struct question question)
{
	static const long coarse[] = { 5, 25, 50, 75, 95 };
	int status = 0;

	question.kind = ASK_SWEEP;
	for (long i = 0; i < (accuracy->coarse ? 5 : 19) && status == 0; i++) {
		question.share = accuracy->coarse ? coarse[i] : 5 * (i + 1);
		status = add(accuracy, &question);
	}
	return status;
}

static int add_delays(struct accuracy *accuracy, struct question question)
{
	int status = 0;

	question.kind = ASK_DELAY;
	question.share = DELAY_SHARE;
	for (size_t i = 0; i < sizeof(delays) / sizeof(*delays) && status == 0;
	     i++) {
		question.added = delays[i];
		status = add(accuracy, &question);
	}
	return status;
}

static int add_repeats(struct accuracy *accuracy, struct question question)
{
	int status = 0;

	question.kind = ASK_REPEAT;
	question.share = REPEAT_SHARE;
	for (long i = 0; i < accuracy->repeats && status == 0; i++)
		status = add(accuracy, &question);
	return status;
}

static int add_one(struct accuracy *accuracy, struct question question,
		   enum question_kind kind)
{
	question.kind = kind;
	return add(accuracy, &question);
}

/* What a tool of these ANSWERS is asked; the baseline only runs the sweep. */
static int plan_arm(struct accuracy *accuracy, const struct arm *arm,
		    struct question question)
{
	unsigned answers = arm->profiler->answers;
	bool baseline = arm->role == ROLE_BASELINE;
	bool cpu = answers & ANSWER_CPU_FUNCTION;
	bool stacks = answers & (ANSWER_CALLS | ANSWER_CPU_FUNCTION);
	bool memory = answers &
		      (ANSWER_ALLOCATIONS | ANSWER_LEAKS | ANSWER_PEAK);

	if ((cpu || baseline) && add_sweep(accuracy, question) < 0)
		return -1;
	if (baseline)
		return 0;
	if ((cpu && (add_repeats(accuracy, question) < 0 ||
		     add_delays(accuracy, question) < 0)) ||
	    (stacks && add_one(accuracy, question, ASK_STACK) < 0) ||
	    (memory && add_one(accuracy, question, ASK_ALLOC) < 0) ||
	    add_one(accuracy, question, ASK_NOOP) < 0)
		return -1;
	return 0;
}

int accuracy_plan(struct accuracy *accuracy, const struct run *run)
{
	for (unsigned a = 0; a < run->arm_count; a++) {
		const struct arm *arm = &run->arms[a];
		struct question question = {
			.arm = a, .limit_s = 2 * accuracy->cpu_s + slack_s
		};

		if (arm->role != ROLE_BASELINE &&
		    (arm->role != ROLE_MEASURED || !arm->profiler->read))
			continue;
		if (plan_arm(accuracy, arm, question) < 0)
			return -1;
	}
	return 0;
}

void accuracy_release(struct accuracy *accuracy)
{
	free(accuracy->answers);
	accuracy->answers = NULL;
	accuracy->count = 0;
}

double accuracy_most_s(const struct accuracy *accuracy)
{
	double sum = 0;

	for (size_t i = 0; i < accuracy->count; i++)
		sum += accuracy->answers[i].question.limit_s;
	return sum;
}

static const struct workload *workload_of(enum question_kind kind)
{
	return workload_by_name(kind == ASK_STACK ? "truth_stack" :
				kind == ASK_ALLOC ? "truth_alloc" :
				kind == ASK_NOOP  ? "truth_noop" :
						    "truth_split");
}

static bool about_time(enum question_kind kind)
{
	return kind != ASK_ALLOC && kind != ASK_NOOP;
}

/* The delay of a request, from the work of its steps; NULL for none. */
static char *delay_text(const struct question *question, const long *args)
{
	double ns = question->added * (double)args[1] * STEP_ROUNDS *
		    spin_scale()->round_ns;

	if (question->kind != ASK_DELAY)
		return NULL;
	return path_format("split_inlined=%.0f", ns);
}

/* Requests at most: as many as time allows, or as the tool can take. */
static unsigned requests_of(const struct question *question,
			    const struct profiler *profiler)
{
	unsigned requests = about_time(question->kind) ? MANY : COUNTED;

	if (profiler->requests_most && requests > profiler->requests_most)
		return profiler->requests_most;
	/* An exact tool is as exact on few. */
	if (requests == MANY && profiler->kind & KIND_SIMULATION)
		return SIMULATED;
	return requests;
}

/* How the self cost is split, for the delay's slope. */
static void add_self(struct answer *answer, const struct evidence *evidence)
{
	for (size_t i = 0; i < evidence->function_count; i++) {
		const struct evidence_function *f = &evidence->functions[i];
		double self = isnan(f->self) ? 0 : f->self;

		if (strcmp(f->name, "split_inlined") == 0)
			answer->self_delayed += self;
		else if (strcmp(f->name, "split_calling") == 0 ||
			 strcmp(f->name, "split_step") == 0)
			answer->self_other += self;
		else
			answer->self_stray += self;
	}
}

static void score(struct answer *answer, const struct profiler *profiler,
		  const struct evidence *evidence, const long *args)
{
	struct truth truth = { .count = 0 };
	struct score_input input = { .evidence = evidence,
				     .profiler = profiler,
				     .truth = &truth,
				     .requests = answer->pass.requests,
				     .service_cpu_s = pass_watched_s(
					     &answer->pass, profiler) };

	workload_of(answer->question.kind)->truth(args, &truth);
	memcpy(input.part_cpu_s, answer->pass.part_cpu_s,
	       sizeof(input.part_cpu_s));
	score_make(&answer->score, &input);
	answer->samples = evidence->samples;
	add_self(answer, evidence);
}

/* Reports are kept where there is one of a kind to look at. */
static char *text_directory(const struct run *run, const struct stage *stage,
			    const struct question *question)
{
	bool one = question->kind == ASK_STACK || question->kind == ASK_ALLOC ||
		   (question->kind == ASK_SWEEP &&
		    question->share == REPEAT_SHARE);

	if (!one)
		return path_format("%s/live/text", stage->room.path);
	return path_format("%s/%s/accuracy-%s", run->directory,
			   run->arms[question->arm].label,
			   question_name(question->kind));
}

static void ask(struct answer *answer, const struct run *run,
		const struct accuracy *accuracy, struct stage *stage)
{
	const struct question *question = &answer->question;
	const struct profiler *profiler = run->arms[question->arm].profiler;
	const struct workload *workload = workload_of(question->kind);
	long args[PARAM_MAX];
	char *text = text_directory(run, stage, question);
	char *delay;
	struct pass_plan plan = { .profiler = profiler,
				  .workload = workload,
				  .args = args,
				  .requests = requests_of(question, profiler),
				  .limit_s = question->limit_s - slack_s,
				  .text = text };
	struct evidence evidence;

	workload_defaults(workload, args);
	if (workload == workload_of(ASK_SWEEP))
		args[0] = question->share;
	if (about_time(question->kind))
		plan.cpu_s = accuracy->cpu_s;
	plan.delay = delay = delay_text(question, args);
	answer->given = pass_measure(&answer->pass, &plan, stage, &evidence,
				     &answer->why) == 0;
	if (answer->given && profiler->read)
		score(answer, profiler, &evidence, args);
	evidence_release(&evidence);
	free(delay);
	free(text);
}

int accuracy_ask(struct accuracy *accuracy, size_t number,
		 const struct run *run, struct stage *stage,
		 struct reason *why)
{
	struct answer *answer = &accuracy->answers[number];
	int status;

	ask(answer, run, accuracy, stage);
	status = proxy_check(&stage->proxy, why);
	/* It may be through Ctrl-C or nginx that there is none. */
	if (!answer->given && (status < 0 || stop_wanted()))
		reason_set(&answer->why, "%s", not_asked);
	return status;
}
