/* csv.c: a run as CSV, a row for every cell and metric. */
#include "csv.h"

#include "base/json.h"
#include "report/sheet.h"

static const char *const headings[] = {
	"endpoint", "arm",	    "role",	"metric", "typical",
	"ratio",    "low",	    "high",	"blocks", "p_adjusted",
	"verdict",  "check_status", "check_worst"
};

enum { HEADINGS = sizeof(headings) / sizeof(*headings) };

static void set_number(struct sheet *sheet, unsigned column,
		       struct json_object *object, const char *key)
{
	struct json_object *value = json_get(object, key);

	if (value)
		sheet_set(sheet, column, "%s", json_object_get_string(value));
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
