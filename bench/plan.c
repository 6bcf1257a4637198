/* plan.c: from what was asked for to the arms and endpoints of a run. */
#include "plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/list.h"
#include "base/nearest.h"
#include "profilers/spec.h"

/* Shares of the handler's time that the control arm adds. */
static const double control_inject = 0.02;

/* For everything; a quick run takes longer with many arms, up to a limit. */
static const double full_s = 600, quick_s = 40, quick_most_s = 84;
static const double quick_arm_s = 3.5;
enum { QUICK_ARMS = 5 };

static void set_numbers(struct plan *plan, const struct plan_options *options)
{
	double budget = options->quick ? quick_s : full_s;

	*plan = (struct plan){
		.mode = options->mode,
		.url = options->url,
		.requests = options->requests,
		.warmup = options->warmup,
		.blocks = options->blocks,
		.budget_s = options->budget_s > 0 ? options->budget_s : budget,
		.slice_s = options->quick ? 0.06 : 0.5,
		.precision = log1p(options->precision / 100),
		.precision_share = 0.05,
		.confidence = 0.95,
		.margin = 0.01,
		.seed = options->seed ? options->seed :
					clock_ns(CLOCK_REALTIME) & 0x7fffffff,
		.quick = options->quick,
		.pin = !options->no_pin,
	};
}

/* DATA is a bool: the path, not the name. */
static const char *workload_word(size_t i, const void *data)
{
	const struct workload *const *workload = workload_begin() + i;
	const bool *by_path = data;

	if (workload >= workload_end())
		return NULL;
	return *by_path ? (*workload)->path : (*workload)->name;
}

static int unknown_endpoint(const char *word, struct reason *why)
{
	bool by_path = *word == '/';
	const char *near = nearest_word(word, workload_word, &by_path);

	return reason_set(why,
			  "--endpoints: there is no \"%s\"; %s%s%s`tare list` "
			  "shows them",
			  word, near ? "did you mean " : "", near ? near : "",
			  near ? "? " : "");
}

static int add_endpoint(struct run *run, const char *word, struct reason *why)
{
	const struct workload *workload = *word == '/' ?
						  workload_by_path(word) :
						  workload_by_name(word);

	return workload ? run_add_endpoint(run, workload, why) :
			  unknown_endpoint(word, why);
}

static int add_named_endpoints(struct run *run, const char *list,
			       struct reason *why)
{
	int status = 0;
	char *word;

	while (status == 0 && (word = list_next(&list)) != NULL) {
		status = add_endpoint(run, word, why);
		free(word);
	}
	return status;
}

static int add_endpoints(struct run *run, const char *list, bool yardsticks,
			 struct reason *why)
{
	if (list)
		return add_named_endpoints(run, list, why);
	for (const struct workload *const *w = workload_begin();
	     w < workload_end(); w++) {
		if ((yardsticks || !(*w)->yardstick) &&
		    run_add_endpoint(run, *w, why) < 0)
			return -1;
	}
	return 0;
}

static void skip(struct run *run, const struct profiler *profiler,
		 const struct reason *why)
{
	if (run->skipped_count == ARM_MAX)
		return;
	run->skipped[run->skipped_count].profiler = profiler;
	run->skipped[run->skipped_count++].why = *why;
}

/*
 * Every profiler that works here, or the standard ones of them; one that does not is
 * said, not hidden.
 */
static int add_all_profilers(struct run *run, bool standard, struct reason *why)
{
	struct reason cannot;

	for (const struct profiler *const *p = profiler_begin();
	     p < profiler_end(); p++) {
		if ((*p)->apply == APPLY_NONE || (standard && !(*p)->standard))
			continue;
		if (profiler_probe(*p, &cannot) < 0)
			skip(run, *p, &cannot);
		else if (run_add_arm(run, ROLE_MEASURED, *p, 0, why) < 0)
			return -1;
	}
	return 0;
}

static int add_named(struct run *run, const struct profiler *profiler,
		     struct reason *why)
{
	struct reason cannot;

	/* The first `none` is the baseline itself; a further one is measured. */
	if (profiler == run->arms[0].profiler && !run->plan.baseline_named) {
		run->plan.baseline_named = true;
		return 0;
	}
	if (profiler_probe(profiler, &cannot) < 0)
		return reason_set(why, "%s does not work here: %s",
				  profiler->label, cannot.text);
	return run_add_arm(run, ROLE_MEASURED, profiler, 0, why);
}

static int add_profiler(struct run *run, const char *word, struct reason *why)
{
	const struct profiler *profiler;

	if (strcmp(word, "all") == 0)
		return add_all_profilers(run, false, why);
	profiler = spec_find(word, why);
	return profiler ? add_named(run, profiler, why) : -1;
}

static int add_profilers(struct run *run, const char *list, struct reason *why)
{
	int status = 0;
	char *word;

	while (status == 0 && (word = spec_next(&list)) != NULL) {
		status = add_profiler(run, word, why);
		free(word);
	}
	return status;
}

static int add_sweep(struct run *run, const char *words, struct reason *why)
{
	struct sweep sweep;
	struct reason detail;

	if (spec_sweep(words, &sweep, &detail) < 0)
		return reason_set(why, "--sweep: %.480s", detail.text);
	for (unsigned i = 0; i < sweep.count; i++) {
		if (add_named(run, sweep.variants[i], why) < 0)
			return -1;
		run->arms[run->arm_count - 1].swept = sweep.setting;
	}
	return 0;
}

static int add_sweeps(struct run *run, const struct words *sweeps,
		      struct reason *why)
{
	for (size_t i = 0; i < sweeps->count; i++) {
		if (add_sweep(run, sweeps->word[i], why) < 0)
			return -1;
	}
	return 0;
}

/* In mode all: those that were named, those of sweeps; without any, the standard. */
static int add_asked(struct run *run, const struct plan_options *options,
		     struct reason *why)
{
	if (!options->profilers && !options->sweeps.count)
		return add_all_profilers(run, true, why);
	if (options->profilers && add_profilers(run, options->profilers, why) < 0)
		return -1;
	return add_sweeps(run, &options->sweeps, why);
}

static int add_measured(struct run *run, const struct plan_options *options,
			struct reason *why)
{
	const char *mode = options->mode;

	if (strcmp(mode, "all") == 0)
		return add_asked(run, options, why);
	if (options->profilers || options->sweeps.count)
		return reason_set(why, "--%s goes with --mode all",
				  options->profilers ? "profilers" : "sweep");
	if (strcmp(mode, "baseline") == 0)
		return 0;
	if (strcmp(mode, "external") == 0) {
		if (!options->url)
			return reason_set(why, "--mode external needs --url");
		return run_add_arm(run, ROLE_EXTERNAL, run->arms[0].profiler, 0,
				   why);
	}
	if (!strchr(mode, ':') && !profiler_by_name(mode))
		return reason_set(why,
				  "--mode takes all, baseline, external or a "
				  "profiler's name, not \"%s\"",
				  mode);
	return add_profiler(run, mode, why);
}

static int add_controls(struct run *run, struct reason *why)
{
	const struct profiler *none = run->arms[0].profiler;

	if (run_add_arm(run, ROLE_AA, none, 0, why) < 0 ||
	    run_add_arm(run, ROLE_INJECTED, none, control_inject, why) < 0)
		return -1;
	return 0;
}

/* Once the arms are known. */
static void set_budget(struct run *run, const struct plan_options *options)
{
	if (options->budget_s <= 0 && options->quick &&
	    run->arm_count > QUICK_ARMS)
		run->plan.budget_s =
			fmin(quick_s + quick_arm_s *
					       (run->arm_count - QUICK_ARMS),
			     quick_most_s);
}

int plan_make(struct run *run, const struct plan_options *options,
	      struct reason *why)
{
	const struct profiler *none = profiler_by_name("none");

	set_numbers(&run->plan, options);
	if (options->url && strcmp(options->mode, "external") != 0)
		return reason_set(why, "--url goes with --mode external");
	if (!none)
		return reason_set(why, "no baseline profiler is built in");
	if (run_add_arm(run, ROLE_BASELINE, none, 0, why) < 0 ||
	    add_measured(run, options, why) < 0 ||
	    (!options->no_controls && add_controls(run, why) < 0))
		return -1;
	if (add_endpoints(run, options->endpoints, options->accuracy, why) < 0)
		return -1;
	set_budget(run, options);
	return 0;
}
