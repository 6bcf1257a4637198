/* csv.c: a run as CSV, a row for every cell and metric. */
#include "csv.h"

#include "base/json.h"
#include "report/sheet.h"

static const char *const headings[] = {
	"endpoint", "arm",	    "role",	"metric", "typical",
	"ratio",    "low",	    "high",	"blocks", "p_adjusted",
	"verdict",  "check_status", "check_worst", "settings",
	"setting",  "value",	    "version",	   "max_rss_bytes",
	"written_bytes", "start",   "attach",	   "stop",
	"read",	    "samples",	    "yield",	   "lost",
	"note"
};

enum { HEADINGS = sizeof(headings) / sizeof(*headings) };

static void set_number(struct sheet *sheet, unsigned column,
		       struct json_object *object, const char *key)
{
	struct json_object *value = json_get(object, key);

	if (value)
		sheet_set(sheet, column, "%s", json_object_get_string(value));
}

static void add_tool(struct sheet *sheet, struct json_object *arm)
{
	struct json_object *settings = json_get(arm, "settings");

	if (json_object_is_type(settings, json_type_object) &&
	    json_object_object_length(settings))
		sheet_set(sheet, 13, "%s",
			  json_object_to_json_string_ext(
				  settings, JSON_C_TO_STRING_PLAIN));
	sheet_set(sheet, 14, "%s", json_text(arm, "setting", ""));
	set_number(sheet, 15, arm, "value");
	sheet_set(sheet, 16, "%s", json_text(arm, "version", ""));
}

static void add_resources(struct sheet *sheet, struct json_object *resources,
			  struct json_object *check)
{
	static const char *const figures[] = { "max_rss_bytes",
					       "written_bytes", "start",
					       "attach", "stop" };
	static const char *const checks[] = { "read", "samples", "yield",
					      "lost" };

	for (unsigned i = 0; i < 5; i++)
		set_number(sheet, 17 + i, resources, figures[i]);
	for (unsigned i = 0; i < 4; i++)
		set_number(sheet, 22 + i, check, checks[i]);
	sheet_set(sheet, 26, "%s", json_text(check, "note", ""));
}

static void add_row(struct sheet *sheet, struct json_object *endpoint,
		    struct json_object *arm, struct json_object *cell,
		    const char *metric, struct json_object *estimate)
{
	struct json_object *check = json_get(cell, "check");

	sheet_row(sheet);
	sheet_set(sheet, 0, "%s", json_text(endpoint, "path", ""));
	sheet_set(sheet, 1, "%s", json_text(cell, "arm", ""));
	sheet_set(sheet, 2, "%s", json_text(arm, "role", ""));
	sheet_set(sheet, 3, "%s", metric);
	set_number(sheet, 4, estimate, "typical");
	set_number(sheet, 5, estimate, "ratio");
	set_number(sheet, 6, estimate, "low");
	set_number(sheet, 7, estimate, "high");
	set_number(sheet, 8, estimate, "blocks");
	set_number(sheet, 9, estimate, "p_adjusted");
	sheet_set(sheet, 10, "%s", json_text(estimate, "verdict", ""));
	sheet_set(sheet, 11, "%s", json_text(check, "status", ""));
	set_number(sheet, 12, check, "worst");
	add_tool(sheet, arm);
	add_resources(sheet, json_get(cell, "resources"), check);
}

static void add_endpoint(struct sheet *sheet, struct json_object *run,
			 struct json_object *endpoint)
{
	struct json_object *cells = json_get(endpoint, "cells");
	struct json_object *arms = json_get(run, "arms");

	for (size_t a = 0; a < json_length(cells); a++) {
		struct json_object *cell = json_at(cells, a);
		struct json_object *estimates = json_get(cell, "estimates");

		if (!json_object_is_type(estimates, json_type_object))
			continue;
		json_object_object_foreach(estimates, metric, estimate) {
			add_row(sheet, endpoint,
				json_at(arms, a), cell,
				metric, estimate);
		}
	}
}

void csv_print(struct json_object *run, FILE *out)
{
	struct json_object *endpoints = json_get(run, "endpoints");
	struct sheet sheet;

	sheet_init(&sheet, HEADINGS);
	sheet_row(&sheet);
	for (unsigned i = 0; i < HEADINGS; i++)
		sheet_set(&sheet, i, "%s", headings[i]);
	for (size_t e = 0; e < json_length(endpoints); e++)
		add_endpoint(&sheet, run,
			     json_at(endpoints, e));
	sheet_format("csv")->print(&sheet, out);
	sheet_release(&sheet);
}
