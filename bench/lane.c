/* lane.c: one arm in one round of load: its fresh service, and the load it gets. */
#include "lane.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/stop.h"
#include "client/engine.h"
#include "client/times.h"

enum {
	PAD_MAX = 4096,	    /* bytes of environment */
	REPLIES_LEAST = 30, /* in a slice, to tell a capacity */
};

static const double warm_s = 0.05;
static const double slice_most_s = 1;
static const double patience_s = 60;	/* for a reply, and for the last ones */
static const double beyond_share = 1.5; /* of its capacity: not sent to an arm */

/* One load, into `last`; RATE 0 is a closed loop. */
static int apply(struct lane *lane, double rate, double seconds,
		 struct reason *why)
{
	struct engine_plan plan = {
		.url = lane->url,
		.connections = lane->load->connections,
		.duration_s = seconds,
		.drain_s = patience_s,
		.timeout_s = patience_s,
		.rate = rate,
		.seed = (long)gsl_rng_get(lane->stage->random),
	};
	const struct outcome *outcome = lane->last;

	if (engine_run(&plan, lane->last, why) < 0)
		return -1;
	if (outcome->stopped || stop_wanted())
		return 1;
	/* In the middle, perhaps: then this is of both times. */
	if (proxy_check(&lane->stage->proxy, why) < 0)
		return -1;
	if (outcome->sent == 0 || outcome->latency.count > 0)
		return 0;
	return reason_set(why, "no good reply of %llu; 4xx %llu, 5xx %llu",
			  (unsigned long long)outcome->sent,
			  (unsigned long long)outcome->by_class[4],
			  (unsigned long long)outcome->by_class[5]);
}

static void keep_figures(const struct lane *lane, unsigned point,
			 const struct outcome *outcome)
{
	struct load_pool *pool = &lane->cell->pools[point];

	lane->points[point] = (struct load_point){
		.throughput = outcome_rate(outcome),
		.p50 = histogram_quantile(&outcome->latency, 0.5),
		.p99 = times_quantile(&outcome->latency, 0.99),
		.service_p50 = histogram_quantile(&outcome->service, 0.5),
		.service_p99 = times_quantile(&outcome->service, 0.99),
	};
	histogram_merge(&pool->latency, &outcome->latency);
	histogram_merge(&pool->service, &outcome->service);
	histogram_merge(&pool->lateness, &outcome->lateness);
	pool->arrivals += outcome->arrivals;
	pool->unsent += outcome->unsent;
	pool->errors += outcome_errors(outcome);
	pool->rounds++;
	pool->cpu += (outcome_cpu_share(outcome) - pool->cpu) / pool->rounds;
}

/*
 * All laps together take the seconds of a point, in slices long enough for some
 * replies, judging by those to the warm-up.
 */
static void choose_slices(struct lane *lane)
{
	double usual = lane->load->seconds / LAPS_MOST;
	double each = histogram_mean(&lane->last->service) / 1e9 /
		      lane->load->connections;
	double laps;

	lane->slice_s = fmin(fmax(usual, REPLIES_LEAST * each),
			     fmax(usual, slice_most_s));
	laps = lane->load->seconds / lane->slice_s;
	lane->laps = laps > 1 ? (unsigned)(laps + 0.5) : 1;
}

static int start_target(struct lane *lane, struct reason *why)
{
	struct stage *stage = lane->stage;
	struct target_plan plan = {
		.room = &stage->room,
		.profiler = lane->arm->profiler,
		.workload = lane->endpoint->workload,
		.workers = LOAD_WORKERS,
		.cpu_plus_1 = stage->pin.service,
		.pad = (unsigned)gsl_rng_uniform_int(stage->random, PAD_MAX),
		.inject = lane->arm->inject,
	};

	lane->out = stage_out(stage, plan.profiler, why);
	if (!lane->out)
		return -1;
	lane->socket = stage_socket(stage, lane->slot);
	plan.socket = lane->socket;
	plan.out = lane->out;
	return target_start(&lane->target, &plan, why);
}

int lane_open(struct lane *lane, struct reason *why)
{
	int status;

	lane->last = calloc(1, sizeof(*lane->last));
	lane->total = calloc(1, sizeof(*lane->total));
	if (!lane->last || !lane->total)
		return reason_set(why, "no memory for a load");
	outcome_init(lane->total);
	if (start_target(lane, why) < 0)
		return -1;
	lane->url = stage_url(lane->stage, lane->slot, lane->endpoint);
	status = apply(lane, 0, warm_s, why);
	if (status == 0)
		choose_slices(lane);
	return status;
}

void lane_close(struct lane *lane)
{
	target_stop(&lane->target);
	if (lane->out)
		dir_remove(lane->out);
	free(lane->out);
	free(lane->socket);
	free(lane->url);
	free(lane->last);
	free(lane->total);
	lane->out = lane->socket = lane->url = NULL;
	lane->last = lane->total = NULL;
}

int lane_saturate(struct lane *lane, struct reason *why)
{
	int status = apply(lane, 0, lane->slice_s, why);

	if (status == 0)
		outcome_add(lane->total, lane->last);
	return status;
}

int lane_note_saturated(struct lane *lane, struct reason *why)
{
	if (lane->total->in_time == 0)
		return reason_set(why, "no reply within %.2g s under load",
				  lane->slice_s * lane->laps);
	keep_figures(lane, 0, lane->total);
	return 0;
}

int lane_rate(struct lane *lane, unsigned point, double rate,
	      struct reason *why)
{
	int status;

	if (rate > beyond_share * lane->points[0].throughput) {
		lane->cell->pools[point].beyond = true;
		return 0;
	}
	status = apply(lane, rate, lane->load->seconds, why);
	if (status == 0 && lane->last->latency.count)
		keep_figures(lane, point, lane->last);
	return status;
}
