/* verify.c: proves the instrument on this machine, by measuring what is known. */
#include "verify.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/stop.h"
#include "bench/block.h"
#include "bench/metric.h"
#include "bench/sound.h"
#include "bench/stage.h"
#include "bench/trust.h"
#include "profilers/array.h"
#include "stats/estimate.h"
#include "stats/quantile.h"

/* One phase: an arm is measured against plain in experiments of some blocks. */
struct phase {
	const struct verify_plan *plan;
	struct run *run;
	struct stage *stage;
	struct progress *progress;
	double share_from, share_to; /* of the whole, for the progress line */
	double budget_until_s;	     /* of the run's clock; INFINITY */
};

/* A metric in which it is known how far an arm is from plain. */
static const struct view {
	const char *metric;
	double (*truth)(const struct run *run, const struct endpoint *endpoint,
			unsigned arm); /* log ratio */
} views[] = {
	{ "latency", trust_truth },
	{ "handler_wall", trust_handler_truth },
};

enum { LATENCY, HANDLER, VIEWS };

/* What the experiments of one phase say of one arm in one view, summed. */
struct sums {
	size_t experiments, blocks;
	size_t alarms_5, alarms_1, covered, beneath, slower;
	double width;
	double *values; /* of all blocks */
	double *truths; /* of all experiments */
};

void share_set(struct share *share, size_t hits, size_t of)
{
	double k = (double)hits, n = (double)of;

	*share = (struct share){ hits, of, 0, 1 };
	if (hits > 0)
		share->low = gsl_cdf_beta_Pinv(0.025, k, n - k + 1);
	if (hits < of)
		share->high = gsl_cdf_beta_Qinv(0.025, k + 1, n - k);
}

/* Makes the N VALUES follow the COUNT of *ALL. -1: no memory. */
static int append(double **all, size_t count, const double *values, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		double *grown = array_grow(*all, count + i, sizeof(*grown));

		if (!grown)
			return -1;
		grown[count + i] = values[i];
		*all = grown;
	}
	return 0;
}

static void sums_release(struct sums (*sums)[VIEWS])
{
	for (size_t i = 0; i < ARM_MAX; i++) {
		for (size_t v = 0; v < VIEWS; v++) {
			free(sums[i][v].values);
			free(sums[i][v].truths);
		}
	}
}

/* Of all blocks as one experiment: far narrower than any single one. */
static int sums_pool(const struct sums *sums, struct estimate *pool,
		     struct reason *why)
{
	return estimate_blocks(pool, sums->values, sums->blocks, 0.95, 1, why);
}

static void sums_count(struct sums *sums, const struct estimate *estimate,
		       size_t blocks, double truth)
{
	sums->blocks += blocks;
	sums->experiments++;
	sums->alarms_5 += estimate->p < 0.05;
	sums->alarms_1 += estimate->p < 0.01;
	sums->slower += estimate->p < 0.05 && estimate->mean > 0;
	sums->covered += estimate->low <= truth && truth <= estimate->high;
	sums->beneath += estimate->high < truth;
	sums->width += (estimate->high - estimate->low) / 2;
}

static int sums_add(struct sums *sums, const struct view *view,
		    const struct run *run, unsigned arm, struct reason *why)
{
	const struct endpoint *endpoint = &run->endpoints[0];
	double *values = calloc(endpoint->block_count + 1, sizeof(*values));
	size_t n = values ? metric_values(metric_by_name(view->metric),
					  endpoint, arm, values) :
			    0;
	struct estimate estimate;
	int status = estimate_blocks(&estimate, values, n, 0.95, 1, why);

	if (status == 0 && n >= 2) {
		double truth = view->truth(run, endpoint, arm);

		if (append(&sums->values, sums->blocks, values, n) < 0 ||
		    append(&sums->truths, sums->experiments, &truth, 1) < 0)
			status = reason_set(why, "no memory for the blocks");
		else
			sums_count(sums, &estimate, n, truth);
	}
	free(values);
	return status;
}

/* What the experiment that has just ended says of all arms but plain. */
static int add_experiment(struct sums (*sums)[VIEWS], const struct run *run,
			  struct reason *why)
{
	for (unsigned a = 1; a < run->arm_count; a++) {
		for (size_t v = 0; v < VIEWS; v++) {
			if (sums_add(&sums[a][v], &views[v], run, a, why) < 0)
				return -1;
		}
	}
	return 0;
}

/* Blocks of one experiment. 1 when told to stop before it was whole. */
static int measure_experiment(struct phase *phase, struct reason *why)
{
	struct run *run = phase->run;
	struct endpoint *endpoint = &run->endpoints[0];
	double start = run_elapsed_s(run);
	const struct verify_plan *plan = phase->plan;
	int status = 0;

	endpoint->block_count = 0;
	while (status == 0) {
		struct block block;

		if (plan->seconds > 0 ?
			    run_elapsed_s(run) - start >= plan->seconds :
			    endpoint->block_count >= (size_t)plan->blocks)
			return 0;
		if (run_elapsed_s(run) > phase->budget_until_s)
			return 1;
		status = block_measure(run, endpoint, phase->stage, NULL, &block,
				       why);
		if (status == 0 && endpoint_add_block(endpoint, &block) < 0)
			status = reason_set(why, "no memory for a block");
	}
	return status;
}

static int measure_phase(struct phase *phase, size_t experiments,
			 struct sums (*sums)[VIEWS], struct reason *why)
{
	struct run *run = phase->run;

	for (size_t i = 0; i < experiments; i++) {
		double done = (double)i / (double)experiments;
		int status;

		progress_show(phase->progress,
			      phase->share_from +
				      done * (phase->share_to -
					      phase->share_from),
			      phase->budget_until_s - run_elapsed_s(run),
			      "experiment %zu of %zu", i + 1, experiments);
		status = measure_experiment(phase, why);
		if (status != 0)
			return status;
		if (run->endpoints[0].cells[0].failures) {
			*why = run->endpoints[0].cells[0].why;
			return -1;
		}
		if (add_experiment(sums, run, why) < 0)
			return -1;
	}
	return 0;
}

static struct run *make_run(const struct verify_plan *plan, struct reason *why)
{
	const struct profiler *none = profiler_by_name("none");
	struct run *run = calloc(1, sizeof(*run));

	if (!run) {
		reason_set(why, "no memory");
		return NULL;
	}
	run->plan = (struct plan){ .mode = "verify",
				   .requests = plan->requests,
				   .warmup = plan->warmup,
				   .slice_s = 0.5,
				   .confidence = 0.95 };
	run->start_ns = clock_wall_ns();
	if (run_add_arm(run, ROLE_BASELINE, none, 0, why) == 0 &&
	    run_add_endpoint(run, plan->workload, why) == 0)
		return run;
	run_release(run);
	free(run);
	return NULL;
}

static int finish_aa(struct verify_aa *aa, const struct sums *sums,
		     struct reason *why)
{
	struct estimate pool;

	if (sums_pool(sums, &pool, why) < 0)
		return -1;
	aa->experiments = sums->experiments;
	aa->blocks = sums->blocks;
	share_set(&aa->at_5, sums->alarms_5, sums->experiments);
	share_set(&aa->at_1, sums->alarms_1, sums->experiments);
	aa->bias = pool.mean;
	aa->bias_low = pool.low;
	aa->bias_high = pool.high;
	aa->bias_p = fabs(pool.mean) <= SOUND_BIAS ?
			     1 :
			     estimate_p(&pool, copysign(SOUND_BIAS,
							pool.mean)) / 2;
	aa->sd = pool.sd;
	aa->robust_sd = pool.robust_sd;
	aa->half_width = sums->width / (double)sums->experiments;
	return 0;
}

static int finish_view(struct verify_view *view, const struct sums *sums,
		       struct reason *why)
{
	double n = (double)sums->experiments;
	struct estimate pool;

	if (sums_pool(sums, &pool, why) < 0)
		return -1;
	share_set(&view->covered, sums->covered, sums->experiments);
	share_set(&view->beneath, sums->beneath, sums->experiments);
	view->measured = pool.mean;
	view->truth = quantile_of(sums->truths, sums->experiments, 0.5);
	view->half_width = sums->width / n;
	return 0;
}

static int finish_injection(struct verify_injection *injection,
			    const struct sums *sums, struct reason *why)
{
	const struct sums *latency = &sums[LATENCY];

	if (!latency->experiments)
		return 0;
	injection->experiments = latency->experiments;
	injection->blocks = latency->blocks;
	share_set(&injection->detected, latency->slower, latency->experiments);
	if (finish_view(&injection->latency, latency, why) < 0)
		return -1;
	return finish_view(&injection->handler, &sums[HANDLER], why);
}

static int run_aa(struct verify *verify, struct phase *phase,
		  struct reason *why)
{
	struct sums sums[ARM_MAX][VIEWS] = { 0 };
	struct run *run = phase->run;
	const struct sums *latency = &sums[1][LATENCY];
	int status = run_add_arm(run, ROLE_AA, run->arms[0].profiler, 0, why);

	if (status == 0)
		status = measure_phase(phase, (size_t)phase->plan->aa, sums,
				       why);
	run->arm_count = 1;
	if (latency->blocks >= 2 && finish_aa(&verify->aa, latency, why) < 0)
		status = -1;
	sums_release(sums);
	return status;
}

static int run_injections(struct verify *verify, struct phase *phase,
			  struct reason *why)
{
	const struct numbers *inject = &phase->plan->inject;
	struct sums sums[ARM_MAX][VIEWS] = { 0 };
	struct run *run = phase->run;
	int status = 0;

	for (size_t i = 0; i < inject->count && status == 0; i++)
		status = run_add_arm(run, ROLE_INJECTED, run->arms[0].profiler,
				     inject->value[i] / 100, why);
	if (status == 0)
		status = measure_phase(phase, (size_t)phase->plan->tries, sums,
				       why);
	for (size_t i = 0; i < inject->count; i++) {
		verify->injections[i].percent = inject->value[i];
		if (finish_injection(&verify->injections[i], sums[i + 1], why) <
		    0)
			status = -1;
	}
	verify->injection_count = inject->count;
	sums_release(sums);
	return status;
}

int verify_run(struct verify *verify, const struct verify_plan *plan,
	       struct progress *progress, struct reason *why)
{
	struct run *run = make_run(plan, why);
	struct stage stage;
	bool both = plan->aa && plan->inject.count;
	double half = plan->budget_s > 0 ? plan->budget_s / 2 : INFINITY;
	struct phase phase = { .plan = plan,
			       .run = run,
			       .stage = &stage,
			       .progress = progress,
			       .share_to = both ? 0.5 : 1,
			       .budget_until_s = both ? half : 2 * half };
	int status = 0;

	*verify = (struct verify){ 0 };
	if (!run)
		return -1;
	if (stage_open(&stage, ARM_MAX, plan->pin, plan->seed, why) < 0) {
		run_release(run);
		free(run);
		return -1;
	}
	verify->pinned = stage.pin.service != 0;
	verify->awake = awake_works(&stage.awake);
	if (plan->aa)
		status = run_aa(verify, &phase, why);
	phase.share_from = both ? 0.5 : 0;
	phase.share_to = 1;
	phase.budget_until_s = 2 * half;
	if (plan->inject.count && status >= 0 && !stop_wanted())
		status = run_injections(verify, &phase, why);
	progress_end(progress);
	verify->complete = !stop_wanted();
	verify->elapsed_s = run_elapsed_s(run);
	stage_close(&stage);
	run_release(run);
	free(run);
	return status < 0 ? -1 : 0;
}
