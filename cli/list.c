/* list.c: `tare list`: the endpoints and the profilers. */
#include <stdbool.h>
#include <stdio.h>

#include "base/die.h"
#include "base/json.h"
#include "cli/verb.h"
#include "profilers/profiler.h"
#include "workloads/workload.h"

struct options {
	bool json;
};

static const struct option_row rows[] = {
	{ .name = "json", .offset = offsetof(struct options, json),
	  .type = OPTION_FLAG, .help = "as JSON" },
	VERB_HELP_ROW,
	{ .name = NULL }
};

static void print_workloads(void)
{
	puts("endpoints");
	for (const struct workload *const *w = workload_begin();
	     w < workload_end(); w++) {
		printf("  %-16s %s", (*w)->path, (*w)->summary);
		for (const struct param *p = (*w)->params; p && p->name; p++)
			printf("%s%s=%ld [%ld..%ld]",
			       p == (*w)->params ? "  " : " ", p->name,
			       p->fallback, p->min, p->max);
		putchar('\n');
	}
}

static void print_settings(const struct profiler *profiler)
{
	for (const struct option_row *row = profiler->settings;
	     row && row->name; row++) {
		char range[128];
		int width;

		option_range(row, range, sizeof(range));
		width = printf("    %s=%s", row->name, row->fallback);
		printf("%*s %s: %s\n", width < 24 ? 24 - width : 0, "",
		       row->help, range);
	}
}

static void print_profilers(void)
{
	puts("profilers");
	for (const struct profiler *const *p = profiler_begin();
	     p < profiler_end(); p++) {
		char kind[64];

		profiler_kind_name((*p)->kind, kind, sizeof(kind));
		printf("  %-16s %s (%s, by %s)\n", (*p)->name, (*p)->summary,
		       kind, profiler_apply_name((*p)->apply));
		print_settings(*p);
	}
}

static struct json_object *workloads_json(void)
{
	struct json_object *array = json_object_new_array();

	for (const struct workload *const *w = workload_begin();
	     w < workload_end(); w++) {
		struct json_object *json = json_object_new_object();

		json_set_text(json, "name", (*w)->name);
		json_set_text(json, "path", (*w)->path);
		json_set_text(json, "summary", (*w)->summary);
		json_set_bool(json, "yardstick", (*w)->yardstick);
		json_object_array_add(array, json);
	}
	return array;
}

static struct json_object *settings_json(const struct profiler *profiler)
{
	struct json_object *array = json_object_new_array();

	for (const struct option_row *row = profiler->settings;
	     row && row->name; row++) {
		struct json_object *json = json_object_new_object();

		json_set_text(json, "name", row->name);
		json_set_text(json, "default", row->fallback);
		json_set_text(json, "choices", row->choices);
		if (!row->choices) {
			json_set_number(json, "min", row->min);
			json_set_number(json, "max", row->max);
		}
		json_set_text(json, "help", row->help);
		json_object_array_add(array, json);
	}
	return array;
}

static struct json_object *profilers_json(void)
{
	struct json_object *array = json_object_new_array();

	for (const struct profiler *const *p = profiler_begin();
	     p < profiler_end(); p++) {
		struct json_object *json = json_object_new_object();
		char kind[64];

		profiler_kind_name((*p)->kind, kind, sizeof(kind));
		json_set_text(json, "name", (*p)->name);
		json_set_text(json, "summary", (*p)->summary);
		json_set_text(json, "kind", kind);
		json_set_text(json, "apply", profiler_apply_name((*p)->apply));
		json_set_bool(json, "standard", (*p)->standard);
		json_set_text(json, "package", (*p)->package);
		json_set(json, "settings", settings_json(*p));
		json_object_array_add(array, json);
	}
	return array;
}

static int run(void *data, int count, char **words)
{
	const struct options *options = data;
	struct json_object *all;

	if (count)
		die(EXIT_USAGE, "list: unexpected \"%s\"; see --help",
		    words[0]);
	if (!options->json) {
		print_workloads();
		print_profilers();
		return 0;
	}
	all = json_object_new_object();
	json_set(all, "endpoints", workloads_json());
	json_set(all, "profilers", profilers_json());
	puts(json_object_to_json_string_ext(all, JSON_C_TO_STRING_PRETTY));
	json_object_put(all);
	return 0;
}

static const struct verb list = {
	.name = "list",
	.usage = "[--json]",
	.summary = "list the endpoints and the profilers",
	.rows = rows,
	.options_size = sizeof(struct options),
	.tools = true,
	.run = run,
};
REGISTER(verb, list);
