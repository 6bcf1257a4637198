/* parts.c: what run.json and load.json have in common, and a check, as JSON. */
#include "parts.h"

#include <stdlib.h>

#include "base/json.h"
#include "bench/check.h"
#include "bench/scorefile.h"

static const char *role_name(enum arm_role role)
{
	static const char *const names[] = {
		[ROLE_BASELINE] = "baseline", [ROLE_MEASURED] = "measured",
		[ROLE_AA] = "control-aa",     [ROLE_INJECTED] = "control-injected",
		[ROLE_EXTERNAL] = "external",
	};

	return names[role];
}

/* A number where it is one. */
static void set_setting(struct json_object *json, const char *key,
			const char *value)
{
	char *end;
	double number = strtod(value, &end);

	if (*end)
		json_set_text(json, key, value);
	else
		json_set_number(json, key, number);
}

static void set_settings(struct json_object *json, const struct arm *arm)
{
	const struct setting *set = arm->profiler->set;
	struct json_object *settings = json_object_new_object();

	for (const struct setting *s = set; s->name; s++)
		set_setting(settings, s->name, s->value);
	json_set(json, "settings", settings);
	if (!arm->swept)
		return;
	json_set_text(json, "setting", arm->swept);
	set_setting(json, "value", profiler_setting(arm->profiler, arm->swept));
}

static struct json_object *answers_json(unsigned answers)
{
	struct json_object *list = json_object_new_array();
	const char *name;

	for (unsigned bit = 0; (name = profiler_answer_name(bit)); bit++)
		if (answers & 1u << bit)
			json_object_array_add(list,
					      json_object_new_string(name));
	return list;
}

static struct json_object *arm_json(const struct arm *arm)
{
	const struct profiler *profiler = arm->profiler;
	struct json_object *json = json_object_new_object();
	char kind[64];

	profiler_kind_name(profiler->kind, kind, sizeof(kind));
	json_set_text(json, "label", arm->label);
	json_set_text(json, "role", role_name(arm->role));
	json_set_text(json, "profiler", profiler->name);
	json_set_text(json, "summary", profiler->summary);
	json_set_text(json, "apply", profiler_apply_name(profiler->apply));
	json_set_text(json, "kind", kind);
	json_set(json, "answers", answers_json(profiler->answers));
	json_set_text(json, "unit", profiler->unit);
	json_set_text(json, "interpretation", profiler->interpretation);
	json_set_text(json, "version", arm->version[0] ? arm->version : NULL);
	set_settings(json, arm);
	if (arm->role == ROLE_INJECTED)
		json_set_number(json, "inject", arm->inject);
	return json;
}

static struct json_object *skipped_json(const struct run *run)
{
	struct json_object *skipped = json_object_new_array();

	for (unsigned i = 0; i < run->skipped_count; i++) {
		struct json_object *json = json_object_new_object();

		json_set_text(json, "profiler", run->skipped[i].profiler->name);
		json_set_text(json, "because", run->skipped[i].why.text);
		json_object_array_add(skipped, json);
	}
	return skipped;
}

void set_head(struct json_object *json, const struct run *run, int schema)
{
	json_set_int(json, "schema", schema);
	json_set_text(json, "id", run->id);
	json_set_text(json, "started", run->started);
	json_set_number(json, "elapsed_s", run_elapsed_s(run));
	json_set_bool(json, "complete", run->complete);
	json_set_text(json, "stopped_by", run->stopped_by);
}

void set_arms(struct json_object *json, const struct run *run)
{
	struct json_object *arms = json_object_new_array();

	for (unsigned a = 0; a < run->arm_count; a++)
		json_object_array_add(arms, arm_json(&run->arms[a]));
	json_set(json, "arms", arms);
	json_set(json, "skipped", skipped_json(run));
}

static struct json_object *check_rows_json(const struct check *check)
{
	struct json_object *rows = json_object_new_array();

	for (unsigned i = 0; i < check->row_count; i++) {
		struct json_object *row = json_object_new_object();

		json_set_text(row, "function", check->rows[i].function);
		json_set_text(row, "what", check->rows[i].what);
		json_set_number(row, "expected", check->rows[i].expected);
		json_set_number(row, "reported", check->rows[i].reported);
		json_object_array_add(rows, row);
	}
	return rows;
}

struct json_object *check_json(const struct check *check)
{
	struct json_object *json = json_object_new_object();

	json_set_text(json, "status", check_status_name(check->status));
	if (check->status == CHECK_NO_DATA)
		json_set_text(json, "because", check->why.text);
	json_set_int(json, "requests", check->requests);
	json_set_number(json, "worst", check->worst);
	json_set(json, "rows", check_rows_json(check));
	json_set_number(json, "read", check->read_ns);
	json_set_number(json, "written_bytes", check->written_bytes);
	json_set_number(json, "samples", check->samples);
	json_set_number(json, "period_s", check->period);
	json_set_number(json, "yield", check->yield);
	json_set_number(json, "service_cpu", check->service_cpu_ns);
	json_set_number(json, "lost", check->lost);
	json_set_number(json, "unknown", check->unknown);
	json_set_number(json, "truncated", check->truncated);
	json_set_text(json, "note", check->note[0] ? check->note : NULL);
	json_set_number(json, "start", check->start_ns);
	json_set_number(json, "attach", check->attach_ns);
	json_set_number(json, "serve", check->serve_ns);
	json_set_number(json, "stop", check->stop_ns);
	if (check->status != CHECK_NO_DATA && check->status != CHECK_PENDING)
		json_set(json, "score", score_json(&check->score));
	return json;
}
