/* bench.c: carries a run out: evidence first, then blocks until it is precise. */
#include "bench.h"

#include <math.h>

#include "base/clock.h"
#include "base/stop.h"
#include "bench/accuracy.h"
#include "bench/block.h"
#include "bench/check.h"
#include "bench/judge.h"
#include "bench/machine.h"
#include "bench/roster.h"
#include "bench/runfile.h"
#include "bench/stage.h"

/* Writing run.json takes milliseconds, between blocks: seldom enough. */
static const double checkpoint_s = 3;
/* Every endpoint gets these before any gets more. */
enum { BLOCKS_FIRST = 8 };

struct bench {
	struct run *run;
	struct stage stage;
	struct progress *progress;
	struct json_object *machine, *versions;
	double checkpoint_at_s;
};

static int checkpoint(struct bench *bench, struct reason *why)
{
	bench->checkpoint_at_s = run_elapsed_s(bench->run);
	if (runfile_write(bench->run, bench->machine, bench->versions, why) < 0)
		return -1;
	return run_show(bench->run, why);
}

static int checkpoint_if_due(struct bench *bench, struct reason *why)
{
	if (run_elapsed_s(bench->run) - bench->checkpoint_at_s <= checkpoint_s)
		return 0;
	return checkpoint(bench, why);
}

static bool has_evidence(const struct arm *arm)
{
	return arm->role == ROLE_MEASURED && arm->profiler->read;
}

/*
 * Evidence may take this share of the budget, half of it for requests; behind the
 * second share, none is begun any more.
 */
static const double evidence_share = 0.4, evidence_share_most = 0.6;
/* No cell needs more: it has its 20 requests by then, or is slow. */
static const double evidence_most_s = 2, evidence_least_s = 0.02;

/* What each of the CELLS to come may take for its requests. */
static double evidence_slice(const struct run *run, unsigned cells)
{
	double left = evidence_share * run->plan.budget_s -
		      run_elapsed_s(run);

	/* With a number of blocks, time is no object. */
	if (run->plan.blocks > 0)
		return 0;
	return fmin(fmax(left / (2 * cells), evidence_least_s),
		    evidence_most_s);
}

static bool evidence_has_time(const struct run *run)
{
	return run->plan.blocks > 0 ||
	       run_elapsed_s(run) < evidence_share_most * run->plan.budget_s;
}

static void show_evidence(struct bench *bench, const struct endpoint *endpoint,
			  const struct arm *arm)
{
	struct run *run = bench->run;

	progress_show(bench->progress, 0,
		      run->plan.budget_s - run_elapsed_s(run),
		      "evidence: %s under %s", endpoint->workload->path,
		      arm->label);
}

static int measure_evidence(struct bench *bench, struct reason *why)
{
	struct run *run = bench->run;
	struct reader reader = { 0 };
	unsigned cells = 0;
	int status = 0;

	for (unsigned a = 0; a < run->arm_count; a++)
		cells += has_evidence(&run->arms[a]) * run->endpoint_count;
	for (unsigned e = 0;
	     e < run->endpoint_count && status == 0 && !stop_wanted(); e++) {
		for (unsigned a = 0; a < run->arm_count; a++) {
			if (!has_evidence(&run->arms[a]) || stop_wanted() ||
			    !evidence_has_time(run))
				continue;
			show_evidence(bench, &run->endpoints[e],
				      &run->arms[a]);
			run->plan.evidence_s = evidence_slice(run, cells--);
			check_begin(run, &run->endpoints[e], a, &bench->stage,
				    &reader);
		}
		status = checkpoint(bench, why);
	}
	reader_wait(&reader);
	run->evidence_took_s = run_elapsed_s(run);
	if (status == 0)
		status = proxy_check(&bench->stage.proxy, why);
	return status == 0 ? checkpoint(bench, why) : status;
}

/* The need of the endpoint's neediest cell. */
static double endpoint_need(const struct run *run,
			    const struct endpoint *endpoint)
{
	double most = 0;

	for (unsigned a = 1; a < run->arm_count; a++)
		most = fmax(most, judge_need(run, endpoint, a));
	return most;
}

static bool budget_left(const struct run *run)
{
	return run->plan.blocks > 0 ||
	       run_elapsed_s(run) < run->plan.budget_s;
}

/* With everybody's first blocks done: where a second of time gains most. */
static struct endpoint *neediest(struct run *run)
{
	struct endpoint *best = NULL;
	double most = 0;

	for (unsigned e = 0; e < run->endpoint_count; e++) {
		struct endpoint *endpoint = &run->endpoints[e];
		double need = endpoint_need(run, endpoint);
		double left = run->plan.budget_s - run_elapsed_s(run);
		double gain;

		if (need <= 1 || endpoint->block_cost_s > left)
			continue;
		/* One more block narrows an interval by about 1 / 2n. */
		gain = fmin(need, 100) /
		       ((double)(endpoint->block_count + 1) *
			endpoint->block_cost_s);
		if (gain > most) {
			most = gain;
			best = endpoint;
		}
	}
	return best;
}

/* The endpoint that gets the next block; NULL when all is done. */
static struct endpoint *choose_endpoint(struct run *run)
{
	size_t least = run->plan.blocks ? (size_t)run->plan.blocks :
					  BLOCKS_FIRST;
	struct endpoint *fewest = &run->endpoints[0];

	for (unsigned e = 1; e < run->endpoint_count; e++) {
		if (run->endpoints[e].block_count < fewest->block_count)
			fewest = &run->endpoints[e];
	}
	if (!budget_left(run))
		return NULL;
	if (fewest->block_count < least)
		return fewest;
	return run->plan.blocks ? NULL : neediest(run);
}

static void show_blocks(struct bench *bench, const struct endpoint *endpoint)
{
	struct run *run = bench->run;
	double left = run->plan.budget_s - run_elapsed_s(run);
	double share = run_elapsed_s(run) / run->plan.budget_s;

	if (run->plan.blocks) {
		double done = 0, all = 0;

		left = 0;
		for (unsigned e = 0; e < run->endpoint_count; e++) {
			const struct endpoint *other = &run->endpoints[e];

			done += (double)other->block_count;
			all += (double)run->plan.blocks;
			left += other->block_cost_s *
				((double)run->plan.blocks -
				 (double)other->block_count);
		}
		share = done / all;
	}
	progress_show(bench->progress, fmin(share, 1), fmax(left, 0),
		      "%s: block %zu", endpoint->workload->path,
		      endpoint->block_count + 1);
}

static int measure_one_block(struct bench *bench, struct endpoint *endpoint,
			     struct reason *why)
{
	double start = run_elapsed_s(bench->run);
	double cost;
	bool takes_part[ARM_MAX];
	struct block block;
	int status;

	cost = roster_choose(bench->run, endpoint, takes_part);
	/* It would end too late, and is not the only one. */
	if (bench->run->plan.blocks == 0 && endpoint->block_count > 0 &&
	    start + cost > bench->run->plan.budget_s)
		return 1;
	status = block_measure(bench->run, endpoint, &bench->stage, takes_part,
			       &block, why);
	if (status == 0)
		status = proxy_check(&bench->stage.proxy, why);
	if (status != 0)
		return status;
	if (endpoint_add_block(endpoint, &block) < 0)
		return reason_set(why, "no memory for another block");
	cost = run_elapsed_s(bench->run) - start;
	endpoint->block_cost_s +=
		(cost - endpoint->block_cost_s) / (double)endpoint->block_count;
	return 0;
}

static int measure_blocks(struct bench *bench, struct reason *why)
{
	struct run *run = bench->run;
	struct endpoint *endpoint;
	int status = 0;

	while (status == 0 && !stop_wanted() &&
	       (endpoint = choose_endpoint(run)) != NULL) {
		show_blocks(bench, endpoint);
		status = measure_one_block(bench, endpoint, why);
		if (status == 0)
			status = checkpoint_if_due(bench, why);
	}
	return status < 0 ? -1 : 0;
}

static int measure_accuracy(struct bench *bench, struct reason *why)
{
	struct run *run = bench->run;
	struct accuracy *accuracy = run->accuracy;
	double start = run_elapsed_s(run);
	int status = 0;

	for (size_t i = 0;
	     i < accuracy->count && status == 0 && !stop_wanted(); i++) {
		const struct question *question =
			&accuracy->answers[i].question;
		double spent = run_elapsed_s(run) - start;
		double share = (double)i / (double)accuracy->count;

		progress_show(bench->progress, share,
			      i ? spent / share - spent :
				  accuracy_most_s(accuracy),
			      "accuracy: %s of %s",
			      question_name(question->kind),
			      run->arms[question->arm].label);
		status = accuracy_ask(accuracy, i, run, &bench->stage, why);
		if (status == 0)
			status = checkpoint_if_due(bench, why);
	}
	return status;
}

int bench_run(struct run *run, struct progress *progress, struct reason *why)
{
	struct bench bench = { .run = run, .progress = progress };
	struct reason later;
	int status;

	bench.machine = machine_describe();
	bench.versions = versions_describe();
	run_find_versions(run);
	status = stage_open(&bench.stage, run->arm_count, run->plan.pin,
			    run->plan.seed, why);
	if (status == 0) {
		run->pinned = bench.stage.pin.service != 0;
		run->awake = awake_works(&bench.stage.awake);
		status = measure_evidence(&bench, why);
		if (status == 0)
			status = measure_blocks(&bench, why);
		if (status == 0 && run->accuracy)
			status = measure_accuracy(&bench, why);
		stage_close(&bench.stage);
	}
	run->stopped_by = stop_signal_name();
	run->complete = status == 0 && !run->stopped_by;
	if (checkpoint(&bench, &later) < 0 && status == 0) {
		*why = later;
		status = -1;
	}
	progress_end(progress);
	json_object_put(bench.machine);
	json_object_put(bench.versions);
	return status;
}
