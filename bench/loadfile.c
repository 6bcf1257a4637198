/* loadfile.c: a load run as load.json. */
#include "loadfile.h"

#include <math.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/json.h"
#include "base/member.h"
#include "bench/machine.h"
#include "bench/parts.h"
#include "bench/stage.h"
#include "bench/trust.h"
#include "client/times.h"

static const struct {
	const char *name;
	size_t offset;
} figures[] = {
	{ "throughput", offsetof(struct load_point, throughput) },
	{ "p50", offsetof(struct load_point, p50) },
	{ "p99", offsetof(struct load_point, p99) },
	{ "service_p50", offsetof(struct load_point, service_p50) },
	{ "service_p99", offsetof(struct load_point, service_p99) },
};
enum { FIGURES = sizeof(figures) / sizeof(*figures) };

static struct json_object *plan_json(const struct load *load)
{
	struct json_object *json = json_object_new_object();

	json_set_int(json, "seed", load->run->plan.seed);
	json_set_int(json, "rounds", load->rounds);
	json_set_number(json, "seconds", load->seconds);
	json_set_int(json, "connections", load->connections);
	json_set_int(json, "workers", LOAD_WORKERS);
	json_set_number(json, "confidence", load->run->plan.confidence);
	json_set_bool(json, "pinned", load->run->pinned);
	json_set_bool(json, "awake", load->run->awake);
	return json;
}

static struct json_object *pool_json(const struct load_pool *pool)
{
	struct json_object *json = json_object_new_object();

	json_set_int(json, "arrivals", (int64_t)pool->arrivals);
	json_set_int(json, "unsent", (int64_t)pool->unsent);
	json_set_int(json, "errors", (int64_t)pool->errors);
	json_set_number(json, "client_cpu", pool->rounds ? pool->cpu : NAN);
	json_set(json, "latency_ns", times_json(&pool->latency));
	json_set(json, "service_ns", times_json(&pool->service));
	json_set(json, "lateness_ns", times_json(&pool->lateness));
	return json;
}

static struct json_object *estimate_json(const struct load *load, unsigned e,
					 unsigned arm, unsigned point,
					 size_t offset)
{
	struct json_object *json = json_object_new_object();
	struct estimate estimate;
	struct reason ignored;

	json_set_number(json, "typical",
			load_typical(&load->endpoints[e], arm, point, offset));
	if (load_estimate(&estimate, load, e, arm, point, offset, &ignored) < 0)
		return json;
	json_set_int(json, "rounds", (int64_t)estimate.n);
	json_set_number(json, "ratio", exp(estimate.mean));
	json_set_number(json, "low", exp(estimate.low));
	json_set_number(json, "high", exp(estimate.high));
	json_set_number(json, "p", estimate.p);
	return json;
}

static struct json_object *round_json(const struct load_point *point)
{
	struct json_object *json = json_object_new_object();

	for (size_t i = 0; i < FIGURES; i++)
		json_set_number(json, figures[i].name,
				member_number(point, figures[i].offset));
	return json;
}

static struct json_object *point_json(const struct load *load, unsigned e,
				      unsigned arm, unsigned point)
{
	const struct load_endpoint *endpoint = &load->endpoints[e];
	const struct load_cell *cell = &endpoint->cells[arm];
	struct json_object *json = json_object_new_object();
	struct json_object *against = json_object_new_object();
	struct json_object *rounds = json_object_new_array();

	json_set_number(json, "share", point ? load_shares[point] : NAN);
	json_set_number(json, "rate",
			point ? load_shares[point] * endpoint->capacity : NAN);
	json_set_bool(json, "beyond", cell->pools[point].beyond);
	json_set(json, "pooled", pool_json(&cell->pools[point]));
	for (unsigned i = 0; i < FIGURES; i++)
		json_set(against, figures[i].name,
			 estimate_json(load, e, arm, point, figures[i].offset));
	json_set(json, "against", against);
	for (unsigned r = 0; r < endpoint->rounds; r++)
		json_object_array_add(rounds,
				      round_json(&cell->points[r][point]));
	json_set(json, "rounds", rounds);
	return json;
}

static struct json_object *cell_json(const struct load *load, unsigned e,
				     unsigned arm)
{
	const struct load_cell *cell = &load->endpoints[e].cells[arm];
	struct json_object *json = json_object_new_object();
	struct json_object *points = json_object_new_array();

	json_set_text(json, "arm", load->run->arms[arm].label);
	json_set_int(json, "failures", cell->failures);
	json_set_text(json, "failed_because",
		      cell->failures ? cell->why.text : NULL);
	for (unsigned i = 0; i < LOAD_POINTS; i++)
		json_object_array_add(points, point_json(load, e, arm, i));
	json_set(json, "points", points);
	return json;
}

static struct json_object *endpoint_json(const struct load *load, unsigned e)
{
	const struct endpoint *endpoint = &load->run->endpoints[e];
	const struct load_endpoint *loaded = &load->endpoints[e];
	struct json_object *json = json_object_new_object();
	struct json_object *cells = json_object_new_array();
	char *target = endpoint_target(endpoint);

	json_set_text(json, "name", endpoint->workload->name);
	json_set_text(json, "path", endpoint->workload->path);
	json_set_text(json, "target", target);
	json_set_number(json, "capacity",
			loaded->capacity > 0 ? loaded->capacity : NAN);
	json_set_int(json, "rounds", loaded->rounds);
	for (unsigned a = 0; loaded->cells && a < load->run->arm_count; a++)
		json_object_array_add(cells, cell_json(load, e, a));
	json_set(json, "cells", cells);
	free(target);
	return json;
}

/* Of a control arm the capacity is known: the baseline's. */
static struct json_object *weigh_controls(const struct load *load)
{
	const struct run *run = load->run;
	struct trust trust = { 0 };
	struct estimate estimate;
	struct reason ignored;

	for (unsigned e = 0; e < run->endpoint_count; e++) {
		for (unsigned a = 0; a < run->arm_count; a++) {
			if (run->arms[a].role == ROLE_AA &&
			    load->endpoints[e].cells &&
			    load_estimate(&estimate, load, e, a, 0,
					  figures[0].offset, &ignored) == 0)
				trust_look(&trust, &estimate, 0,
					   run->arms[a].label,
					   run->endpoints[e].workload->path);
		}
	}
	trust_conclude(&trust, run->plan.confidence);
	return trust_json(&trust);
}

static struct json_object *load_json(const struct load *load)
{
	const struct run *run = load->run;
	struct json_object *json = json_object_new_object();
	struct json_object *endpoints = json_object_new_array();

	set_head(json, run, LOADFILE_SCHEMA);
	json_set(json, "trust", weigh_controls(load));
	json_set(json, "plan", plan_json(load));
	set_arms(json, run);
	for (unsigned e = 0; e < run->endpoint_count; e++)
		json_object_array_add(endpoints, endpoint_json(load, e));
	json_set(json, "endpoints", endpoints);
	json_set(json, "machine", machine_describe());
	json_set(json, "versions", versions_describe());
	return json;
}

int loadfile_write(const struct load *load, struct reason *why)
{
	struct json_object *json = load_json(load);
	char *path = path_format("%s/load.json", load->run->directory);
	int status = json_write(path, json, why);

	free(path);
	json_object_put(json);
	return status;
}
