/* spread.c: how far repeated answers to "plain against plain" lie apart. */
#include "spread.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <sched.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/stop.h"
#include "bench/block.h"
#include "bench/stage.h"
#include "bench/target.h"
#include "client/client.h"
#include "stats/quantile.h"

enum { REQUEST_TIMEOUT_MS = 60000 };

/* Two stages: pinned for ours, free for the usual way. */
struct contest {
	const struct spread_plan *plan;
	struct run *run;
	struct stage free, pinned;
	cpu_set_t free_cpus, pinned_cpus;
};

/* The mean of some sequential requests, ns; NAN with WHY. */
static double mean_of_requests(struct client *client,
			       const struct spread_plan *plan,
			       struct reason *why)
{
	double sum = 0;

	for (long i = -plan->warmup; i < plan->requests; i++) {
		int status = client_get(client, REQUEST_TIMEOUT_MS, why);

		if (status > 0 && status != 200)
			reason_set(why, "answered with status %d", status);
		if (status != 200)
			return NAN;
		if (i >= 0)
			sum += (double)client->timing.latency_ns;
	}
	return sum / (double)plan->requests;
}

static double usual_mean(struct contest *contest, struct reason *why)
{
	struct endpoint *endpoint = &contest->run->endpoints[0];
	char *socket = stage_socket(&contest->free, 0);
	char *url = stage_url(&contest->free, 0, endpoint);
	const struct profiler *profiler = contest->run->arms[0].profiler;
	char *out = stage_out(&contest->free, profiler, why);
	struct target_plan plan = { .room = &contest->free.room,
				    .profiler = profiler,
				    .workload = endpoint->workload,
				    .socket = socket,
				    .out = out };
	struct target target = { 0 };
	struct client client;
	double mean = NAN;

	if (client_init(&client, url, why) == 0 && out &&
	    target_start(&target, &plan, why) == 0)
		mean = mean_of_requests(&client, contest->plan, why);
	target_stop(&target);
	client_release(&client);
	free(socket);
	free(url);
	free(out);
	return mean;
}

static double usual_answer(struct contest *contest, struct reason *why)
{
	double first, second;

	sched_setaffinity(0, sizeof(cpu_set_t), &contest->free_cpus);
	first = usual_mean(contest, why);
	second = usual_mean(contest, why);
	sched_setaffinity(0, sizeof(cpu_set_t), &contest->pinned_cpus);
	return log(second / first);
}

static double our_answer(struct contest *contest, struct reason *why)
{
	struct run *run = contest->run;
	struct block block;

	struct awake *awake = &contest->pinned.awake;
	int status;

	awake_start(awake, &contest->pinned.pin);
	status = block_measure(run, &run->endpoints[0], &contest->pinned, NULL,
			       &block, why);
	awake_stop(awake);
	if (status != 0)
		return NAN;
	for (unsigned a = 0; a < 2; a++) {
		if (!block.samples[a].requests)
			*why = run->endpoints[0].cells[a].why;
	}
	return block.samples[1].pair_latency;
}

static void summarize(struct spread_way *way, double *values, size_t n)
{
	size_t over = 0;

	for (size_t i = 0; i < n; i++)
		over += fabs(expm1(values[i])) > 0.05;
	way->answers = n;
	way->over_5 = (double)over / (double)n;
	way->sd = gsl_stats_sd(values, 1, n);
	way->span = quantile_of(values, n, 0.975) -
		    quantile_of(values, n, 0.025);
}

static bool has_time(const struct contest *contest)
{
	double budget = contest->plan->budget_s;

	return !stop_wanted() &&
	       (budget <= 0 || run_elapsed_s(contest->run) < budget);
}

static int hold(struct contest *contest, struct spread *spread,
		struct progress *progress, struct reason *why)
{
	size_t most = (size_t)contest->plan->answers;
	double *usual = calloc(2 * most, sizeof(*usual));
	double *ours;
	size_t n = 0;
	int status = 0;

	if (!usual)
		return reason_set(why, "no memory");
	ours = usual + most;
	while (n < most && has_time(contest)) {
		progress_show(progress, (double)n / (double)most, -1,
			      "answer %zu of %zu", n + 1, most);
		usual[n] = usual_answer(contest, why);
		ours[n] = our_answer(contest, why);
		if (isnan(usual[n]) || isnan(ours[n])) {
			status = stop_wanted() ? 0 : -1;
			break;
		}
		n++;
	}
	if (status == 0 && n < 2)
		status = reason_set(why, "stopped before two answers");
	if (status == 0) {
		summarize(&spread->usual, usual, n);
		summarize(&spread->ours, ours, n);
	}
	free(usual);
	return status;
}

static int make_run(struct run *run, const struct spread_plan *plan,
		    struct reason *why)
{
	const struct profiler *none = profiler_by_name("none");

	run->plan = (struct plan){ .mode = "spread",
				   .requests = plan->requests,
				   .warmup = plan->warmup,
				   .slice_s = 3600,
				   .confidence = 0.95 };
	run->start_ns = clock_wall_ns();
	if (run_add_arm(run, ROLE_BASELINE, none, 0, why) < 0 ||
	    run_add_arm(run, ROLE_AA, none, 0, why) < 0)
		return -1;
	return run_add_endpoint(run, plan->workload, why);
}

int spread_run(struct spread *spread, const struct spread_plan *plan,
	       struct progress *progress, struct reason *why)
{
	struct contest contest = { .plan = plan,
				   .run = calloc(1, sizeof(*contest.run)) };
	int status;

	if (!contest.run)
		return reason_set(why, "no memory");
	status = make_run(contest.run, plan, why);
	sched_getaffinity(0, sizeof(cpu_set_t), &contest.free_cpus);
	/* The free one first: its nginx must not inherit our pin. */
	if (status == 0)
		status = stage_open(&contest.free, 1, false, plan->seed, why);
	if (status == 0) {
		status = stage_open(&contest.pinned, 2, plan->pin, plan->seed,
				    why);
		/* Only while it is ours: the usual way knows nothing of it. */
		awake_stop(&contest.pinned.awake);
		sched_getaffinity(0, sizeof(cpu_set_t), &contest.pinned_cpus);
		if (status == 0) {
			status = hold(&contest, spread, progress, why);
			stage_close(&contest.pinned);
		}
		stage_close(&contest.free);
	}
	progress_end(progress);
	run_release(contest.run);
	free(contest.run);
	return status;
}
