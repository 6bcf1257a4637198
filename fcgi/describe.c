/* describe.c: workloads, their results and their truth as JSON. */
#include "describe.h"

#include <math.h>

#include "base/jot.h"
#include "base/json.h"

static struct json_object *describe_param(const struct param *param)
{
	struct json_object *object = json_object_new_object();

	json_set_text(object, "name", param->name);
	json_set_int(object, "min", param->min);
	json_set_int(object, "max", param->max);
	json_set_int(object, "default", param->fallback);
	json_set_text(object, "help", param->help);
	return object;
}

struct json_object *describe_workload(const struct workload *workload)
{
	struct json_object *object = json_object_new_object();
	struct json_object *params = json_object_new_array();

	json_set_text(object, "name", workload->name);
	json_set_text(object, "path", workload->path);
	json_set_text(object, "summary", workload->summary);
	for (const struct param *p = workload->params; p && p->name; p++)
		json_object_array_add(params, describe_param(p));
	json_set(object, "parameters", params);
	json_set_bool(object, "yardstick", workload->yardstick);
	return object;
}

static void describe_edges(struct buf *out, const struct truth *truth)
{
	jot_open(out, "edges", '[');
	for (unsigned i = 0; i < truth->edge_count; i++) {
		const struct truth_edge *row = &truth->edge[i];

		jot_open(out, NULL, '{');
		jot_text(out, "caller", row->caller);
		jot_text(out, "callee", row->callee);
		jot_int(out, "calls", (int64_t)row->calls);
		jot_bool(out, "tail", row->tail);
		jot_close(out, '}');
	}
	jot_close(out, ']');
}

static void describe_part(struct buf *out, const struct truth_part *row)
{
	jot_open(out, NULL, '{');
	jot_text(out, "part", row->name);
	jot_open(out, "functions", '[');
	for (unsigned i = 0; i < PART_FUNCTION_MAX && row->functions[i]; i++)
		jot_text(out, NULL, row->functions[i]);
	jot_close(out, ']');
	jot_number(out, "share", row->share);
	/* It is measured; more digits would say nothing. */
	jot_number(out, "calibration_error", rint(row->error * 1e6) / 1e6);
	jot_close(out, '}');
}

/* What only yardsticks know; nothing where it is not known. */
static void describe_more(struct buf *out, const struct truth *truth)
{
	if (truth->edge_count)
		describe_edges(out, truth);
	if (truth->peak_bytes)
		jot_int(out, "peak_bytes", (int64_t)truth->peak_bytes);
	if (truth->leaks_most) {
		jot_int(out, "leaks", (int64_t)truth_leaks(truth));
		jot_int(out, "leaks_most", (int64_t)truth->leaks_most);
	}
	if (!truth->part_count)
		return;
	jot_open(out, "parts", '[');
	for (unsigned i = 0; i < truth->part_count; i++)
		describe_part(out, &truth->part[i]);
	jot_close(out, ']');
}

static void describe_function(struct buf *out, const struct truth_row *row)
{
	jot_open(out, NULL, '{');
	jot_text(out, "function", row->function);
	jot_int(out, "calls", (int64_t)row->calls);
	jot_int(out, "allocations", (int64_t)row->allocations);
	jot_int(out, "bytes", (int64_t)row->bytes);
	if (row->leaks)
		jot_int(out, "leaks", (int64_t)row->leaks);
	if (row->peak_bytes)
		jot_int(out, "peak_bytes", (int64_t)row->peak_bytes);
	jot_close(out, '}');
}

static void describe_truth(struct buf *out, const struct truth *truth)
{
	jot_open(out, "truth", '{');
	jot_open(out, "functions", '[');
	for (unsigned i = 0; i < truth->count; i++)
		describe_function(out, &truth->row[i]);
	jot_close(out, ']');
	jot_int(out, "allocations", (int64_t)truth_allocations(truth));
	jot_int(out, "bytes", (int64_t)truth_bytes(truth));
	describe_more(out, truth);
	jot_close(out, '}');
}

void describe_answer(struct buf *out, const struct workload *workload,
		     const long *args, const struct result *result)
{
	struct truth truth = { 0 };

	jot_open(out, "parameters", '{');
	for (unsigned i = 0; i < workload_param_count(workload); i++)
		jot_int(out, workload->params[i].name, args[i]);
	jot_close(out, '}');
	jot_open(out, "result", '{');
	for (unsigned i = 0; i < result->count; i++)
		jot_int(out, result->row[i].name, result->row[i].value);
	jot_close(out, '}');
	workload->truth(args, &truth);
	describe_truth(out, &truth);
}
