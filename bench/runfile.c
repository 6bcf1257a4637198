/* runfile.c: a run as run.json, from which every table and page is made. */
#include "runfile.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/json.h"
#include "bench/accuracyfile.h"
#include "bench/baseline.h"
#include "bench/parts.h"
#include "bench/stage.h"
#include "bench/trust.h"
#include "stats/quantile.h"

static struct json_object *plan_json(const struct run *run)
{
	const struct plan *plan = &run->plan;
	struct json_object *json = json_object_new_object();

	json_set_text(json, "mode", plan->mode);
	json_set_text(json, "url", plan->url);
	json_set_int(json, "requests", plan->requests);
	json_set_int(json, "warmup", plan->warmup);
	json_set_int(json, "blocks", plan->blocks);
	json_set_number(json, "budget_s", plan->budget_s);
	json_set_number(json, "slice_s", plan->slice_s);
	json_set_number(json, "precision", plan->precision);
	json_set_number(json, "precision_share", plan->precision_share);
	json_set_number(json, "confidence", plan->confidence);
	json_set_number(json, "margin", plan->margin);
	json_set_int(json, "seed", plan->seed);
	json_set_bool(json, "quick", plan->quick);
	json_set_bool(json, "pinned", run->pinned);
	json_set_bool(json, "awake", run->awake);
	return json;
}

static struct json_object *sample_json(const struct sample *sample)
{
	struct json_object *json = json_object_new_object();

	json_set_int(json, "requests", sample->requests);
	json_set_int(json, "errors", sample->errors);
	if (sample->left_out)
		json_set_bool(json, "left_out", true);
	json_set_int(json, "slot", sample->slot);
	json_set_int(json, "order", sample->order);
	for (unsigned m = 0; metrics[m].name; m++) {
		char pair[48];

		json_set_number(json, metrics[m].name,
				sample_figure(sample, metrics[m].own));
		if (!metrics[m].pair)
			continue;
		snprintf(pair, sizeof(pair), "%s_pair_log", metrics[m].name);
		json_set_number(json, pair,
				sample_figure(sample, metrics[m].pair));
	}
	if (!isnan(sample->injected_ns)) {
		json_set_number(json, "injected", sample->injected_ns);
		json_set_number(json, "latency_known_log",
				sample->known_latency);
		json_set_number(json, "handler_wall_known_log",
				sample->known_handler_wall);
	}
	json_set_number(json, "max_rss_bytes", sample->max_rss_bytes);
	json_set_number(json, "written_bytes", sample->written_bytes);
	json_set_number(json, "start", sample->start_ns);
	json_set_number(json, "attach", sample->attach_ns);
	json_set_number(json, "stop", sample->stop_ns);
	return json;
}

static struct json_object *blocks_json(const struct run *run,
				       const struct endpoint *endpoint)
{
	struct json_object *blocks = json_object_new_array();

	for (size_t b = 0; b < endpoint->block_count; b++) {
		const struct block *block = &endpoint->blocks[b];
		struct json_object *json = json_object_new_object();
		struct json_object *arms = json_object_new_array();

		json_set_number(json, "at_s", block->at_s);
		for (unsigned a = 0; a < run->arm_count; a++)
			json_object_array_add(arms,
					      sample_json(&block->samples[a]));
		json_set(json, "arms", arms);
		json_object_array_add(blocks, json);
	}
	return blocks;
}

/* A log ratio as a ratio; infinite ends as null. */
static void set_ratio(struct json_object *json, const char *key, double log)
{
	json_set_number(json, key, exp(log));
}

static struct json_object *judgement_json(const struct judgement *judgement)
{
	const struct estimate *estimate = &judgement->estimate;
	struct json_object *json = json_object_new_object();

	json_set_int(json, "blocks", (int64_t)estimate->n);
	json_set_number(json, "typical", judgement->typical);
	set_ratio(json, "ratio", estimate->mean);
	set_ratio(json, "low", estimate->low);
	set_ratio(json, "high", estimate->high);
	json_set_number(json, "confidence", estimate->confidence);
	json_set_int(json, "cut", (int64_t)estimate->cut);
	json_set_number(json, "error_log", estimate->error);
	json_set_number(json, "sd_log", estimate->sd);
	json_set_number(json, "robust_sd_log", estimate->robust_sd);
	json_set_number(json, "stretch", estimate->stretch);
	json_set_number(json, "p", estimate->p);
	json_set_number(json, "p_adjusted", judgement->verdict.p);
	json_set_number(json, "p_wilcoxon", judgement->wilcoxon.p);
	set_ratio(json, "hodges_lehmann", judgement->wilcoxon.centre);
	json_set_text(json, "verdict", verdict_name(judgement->verdict.kind));
	json_set_bool(json, "within_margin", judgement->verdict.within_margin);
	json_set_text(json, "because", judgement->verdict.why.text);
	return json;
}

/* Figures that are shown, not compared: medians over the blocks. */
static struct json_object *resources_json(const struct endpoint *endpoint,
					  unsigned arm, double latency_ns)
{
	static const struct {
		const char *name;
		size_t offset;
	} rows[] = {
		{ "max_rss_bytes", offsetof(struct sample, max_rss_bytes) },
		{ "written_bytes", offsetof(struct sample, written_bytes) },
		{ "start", offsetof(struct sample, start_ns) },
		{ "attach", offsetof(struct sample, attach_ns) },
		{ "stop", offsetof(struct sample, stop_ns) },
	};
	struct json_object *json = json_object_new_object();
	double *values = calloc(endpoint->block_count + 1, sizeof(*values));

	for (size_t i = 0; values && i < sizeof(rows) / sizeof(*rows); i++) {
		size_t count = metric_own(rows[i].offset, endpoint, arm,
					  values);

		json_set_number(json, rows[i].name,
				quantile_of(values, count, 0.5));
	}
	free(values);
	/* At the rate of one client: what a disk would see. */
	json_set_number(json, "written_bytes_per_min",
			json_get_number(json, "written_bytes", NAN) * 60e9 /
				latency_ns);
	return json;
}

static void set_welch(struct json_object *json, const char *key,
		      const struct welch *welch)
{
	struct json_object *object = json_object_new_object();

	set_ratio(object, "ratio", welch->difference);
	set_ratio(object, "low", welch->low);
	set_ratio(object, "high", welch->high);
	json_set_number(object, "p", welch->p);
	json_set(json, key, object);
}

/* The cell against the saved baseline, and what that is worth. */
static struct json_object *across_json(const struct run *run, unsigned e,
				       unsigned a,
				       const struct estimate *interleaved)
{
	struct json_object *json = json_object_new_object();
	struct across across;

	baseline_compare(run->baseline, run, &run->endpoints[e], a, &across);
	if (!across.known) {
		json_set_text(json, "because",
			      "the saved baseline does not have this endpoint "
			      "with these parameters");
		return json;
	}
	set_welch(json, "cell", &across.cell);
	set_welch(json, "drift", &across.drift);
	json_set_number(json, "times_wider",
			(across.cell.high - across.cell.low) /
				(interleaved->high - interleaved->low));
	return json;
}

static struct json_object *cell_json(const struct run *run,
				     const struct judgements *all, unsigned e,
				     unsigned a)
{
	const struct cell *cell = &run->endpoints[e].cells[a];
	struct json_object *json = json_object_new_object();
	struct json_object *estimates = json_object_new_object();

	json_set_text(json, "arm", run->arms[a].label);
	for (unsigned m = 0; metrics[m].name; m++)
		json_set(estimates, metrics[m].name,
			 judgement_json(&all->cell[e][a][m]));
	json_set(json, "estimates", estimates);
	json_set(json, "resources", resources_json(&run->endpoints[e], a,
					     all->cell[e][a][0].typical));
	json_set_int(json, "failures", cell->failures);
	json_set_text(json, "failed_because",
		      cell->failures ? cell->why.text : NULL);
	if (run->baseline)
		json_set(json, "against_baseline",
			 across_json(run, e, a,
				     &all->cell[e][a][0].estimate));
	if (run->arms[a].profiler->read)
		json_set(json, "check", check_json(&cell->check));
	return json;
}

static struct json_object *endpoint_json(const struct run *run,
					 const struct judgements *all,
					 unsigned e)
{
	const struct endpoint *endpoint = &run->endpoints[e];
	struct json_object *json = json_object_new_object();
	struct json_object *cells = json_object_new_array();
	char *target = endpoint_target(endpoint);

	json_set_text(json, "name", endpoint->workload->name);
	json_set_text(json, "path", endpoint->workload->path);
	json_set_text(json, "target", target);
	for (unsigned a = 0; a < run->arm_count; a++)
		json_object_array_add(cells, cell_json(run, all, e, a));
	json_set(json, "cells", cells);
	json_set(json, "blocks", blocks_json(run, endpoint));
	free(target);
	return json;
}

static struct json_object *run_json(const struct run *run,
				    const struct judgements *all)
{
	struct json_object *json = json_object_new_object();
	struct json_object *endpoints = json_object_new_array();
	struct trust trust;

	trust_decide(&trust, run, all);
	set_head(json, run, RUNFILE_SCHEMA);
	json_set_number(json, "evidence_took_s", run->evidence_took_s);
	json_set(json, "trust", trust_json(&trust));
	if (run->baseline)
		json_set_text(json, "baseline_started",
			      json_text(run->baseline->run, "started", "?"));
	json_set(json, "plan", plan_json(run));
	set_arms(json, run);
	for (unsigned e = 0; e < run->endpoint_count; e++)
		json_object_array_add(endpoints, endpoint_json(run, all, e));
	json_set(json, "endpoints", endpoints);
	if (run->accuracy)
		json_set(json, "accuracy", accuracy_json(run->accuracy, run));
	return json;
}

int runfile_write(const struct run *run, struct json_object *machine,
		  struct json_object *versions, struct reason *why)
{
	struct judgements *all = judge_run(run, why);
	struct json_object *json;
	char *path;
	int status;

	if (!all)
		return -1;
	json = run_json(run, all);
	json_set(json, "machine", json_object_get(machine));
	json_set(json, "versions", json_object_get(versions));
	path = path_format("%s/run.json", run->directory);
	status = json_write(path, json, why);
	free(path);
	json_object_put(json);
	free(all);
	return status;
}
