/* loadplan.c: from what was asked for to a run under load. */
#include "loadplan.h"

#include <math.h>

#include "bench/plan.h"

/* What an arm takes in a round, starting and stopping it too, in points. */
static const double points_per_arm = LOAD_POINTS + 1;

/* The budget is for so many rounds of each; there may be more, or fewer. */
static const double rounds_wanted = 5;

/* Of a point. Less is too few requests for a median, more is for the rounds. */
static const double seconds_least = 0.25, seconds_most = 2;

static double choose_seconds(const struct run *run,
			     const struct loadplan_options *options)
{
	double cells = run->endpoint_count * run->arm_count;
	double rounds = fmin(rounds_wanted, (double)options->rounds);
	double fit = options->budget_s / (cells * rounds * points_per_arm);

	if (options->seconds > 0)
		return options->seconds;
	return fmin(fmax(fit, seconds_least), seconds_most);
}

int loadplan_make(struct load *load, struct run *run,
		  const struct loadplan_options *options, struct reason *why)
{
	struct plan_options plan = { .mode = "all",
				     .endpoints = options->endpoints,
				     .profilers = options->profilers,
				     .requests = 1,
				     .precision = 1,
				     .seed = options->seed,
				     .no_pin = options->no_pin,
				     .no_controls = true };

	if (plan_make(run, &plan, why) < 0)
		return -1;
	if (!options->no_controls &&
	    run_add_arm(run, ROLE_AA, run->arms[0].profiler, 0, why) < 0)
		return -1;
	*load = (struct load){
		.run = run,
		.rounds = (unsigned)options->rounds,
		.connections = (unsigned)options->connections,
		.seconds = choose_seconds(run, options),
		.budget_s = options->budget_s,
	};
	return 0;
}
