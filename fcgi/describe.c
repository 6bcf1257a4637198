/* describe.c: workloads, their results and their truth as JSON. */
#include "describe.h"

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

static struct json_object *describe_edges(const struct truth *truth)
{
	struct json_object *edges = json_object_new_array();

	for (unsigned i = 0; i < truth->edge_count; i++) {
		const struct truth_edge *row = &truth->edge[i];
		struct json_object *edge = json_object_new_object();

		json_set_text(edge, "caller", row->caller);
		json_set_text(edge, "callee", row->callee);
		json_set_int(edge, "calls", (int64_t)row->calls);
		json_set_bool(edge, "tail", row->tail);
		json_object_array_add(edges, edge);
	}
	return edges;
}

static struct json_object *describe_part(const struct truth_part *row)
{
	struct json_object *part = json_object_new_object();
	struct json_object *functions = json_object_new_array();

	for (unsigned i = 0; i < PART_FUNCTION_MAX && row->functions[i]; i++)
		json_object_array_add(functions, json_object_new_string(
							 row->functions[i]));
	json_set_text(part, "part", row->name);
	json_set(part, "functions", functions);
	json_set_number(part, "share", row->share);
	json_set_number(part, "calibration_error", row->error);
	return part;
}

/* What only yardsticks know; nothing where it is not known. */
static void describe_more(struct json_object *object, const struct truth *truth)
{
	struct json_object *parts;

	if (truth->edge_count)
		json_set(object, "edges", describe_edges(truth));
	if (truth->peak_bytes)
		json_set_int(object, "peak_bytes", (int64_t)truth->peak_bytes);
	if (truth->leaks_most) {
		json_set_int(object, "leaks", (int64_t)truth_leaks(truth));
		json_set_int(object, "leaks_most", (int64_t)truth->leaks_most);
	}
	if (!truth->part_count)
		return;
	parts = json_object_new_array();
	for (unsigned i = 0; i < truth->part_count; i++)
		json_object_array_add(parts, describe_part(&truth->part[i]));
	json_set(object, "parts", parts);
}

static struct json_object *describe_truth(const struct truth *truth)
{
	struct json_object *object = json_object_new_object();
	struct json_object *functions = json_object_new_array();

	for (unsigned i = 0; i < truth->count; i++) {
		const struct truth_row *row = &truth->row[i];
		struct json_object *function = json_object_new_object();

		json_set_text(function, "function", row->function);
		json_set_int(function, "calls", (int64_t)row->calls);
		json_set_int(function, "allocations",
			     (int64_t)row->allocations);
		json_set_int(function, "bytes", (int64_t)row->bytes);
		if (row->leaks)
			json_set_int(function, "leaks", (int64_t)row->leaks);
		if (row->peak_bytes)
			json_set_int(function, "peak_bytes",
				     (int64_t)row->peak_bytes);
		json_object_array_add(functions, function);
	}
	json_set(object, "functions", functions);
	json_set_int(object, "allocations", (int64_t)truth_allocations(truth));
	json_set_int(object, "bytes", (int64_t)truth_bytes(truth));
	describe_more(object, truth);
	return object;
}

void describe_answer(struct json_object *object,
		     const struct workload *workload, const long *args,
		     const struct result *result)
{
	struct json_object *params = json_object_new_object();
	struct json_object *values = json_object_new_object();
	struct truth truth = { 0 };

	for (unsigned i = 0; i < workload_param_count(workload); i++)
		json_set_int(params, workload->params[i].name, args[i]);
	for (unsigned i = 0; i < result->count; i++)
		json_set_int(values, result->row[i].name, result->row[i].value);
	workload->truth(args, &truth);
	json_set(object, "parameters", params);
	json_set(object, "result", values);
	json_set(object, "truth", describe_truth(&truth));
}
