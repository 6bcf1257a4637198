/* compare.c: `tare compare RUN RUN`: what has become dearer since. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/json.h"
#include "base/units.h"
#include "bench/compare.h"
#include "cli/verb.h"
#include "report/report.h"
#include "report/sheet.h"

struct options {
	const char *metric;
	const char *format;
	const char *fail_over;
	double margin;
};

static const struct option_row rows[] = {
	{ .name = "metric", .offset = offsetof(struct options, metric),
	  .type = OPTION_CHOICE, .value = "M", .fallback = "latency",
	  .choices = "latency|latency_p90|handler_wall|handler_cpu|service_cpu",
	  .help = "what to compare" },
	{ .name = "fail-over", .offset = offsetof(struct options, fail_over),
	  .type = OPTION_STRING, .value = "5%",
	  .help = "exit 1 when a cell is surely slower by more" },
	{ .name = "margin", .offset = offsetof(struct options, margin),
	  .type = OPTION_DOUBLE, .value = "PERCENT", .fallback = "1",
	  .min = 0.001, .max = 100, .help = "what counts as equal" },
	{ .name = "format", .letter = 'f',
	  .offset = offsetof(struct options, format), .type = OPTION_CHOICE,
	  .value = "FORMAT", .fallback = "text", .choices = "text|md|csv|json",
	  .help = "how to print it" },
	VERB_HELP_ROW,
	{ .name = NULL }
};

static double parse_limit(const char *text)
{
	double share;

	if (!text)
		return INFINITY;
	if (parse_percent(text, &share) < 0)
		die(EXIT_USAGE,
		    "compare: --fail-over takes a percentage such as 5%%, not "
		    "\"%s\"",
		    text);
	return share;
}

static struct json_object *open_run(const char *word)
{
	struct reason why;
	struct json_object *run = report_open(word, profiles_directory(), &why);

	if (!run)
		die(EXIT_USAGE, "compare: %s", why.text);
	return run;
}

static void print_sheet(const struct comparison *comparison, const char *format)
{
	struct sheet sheet;

	sheet_init(&sheet, 6);
	sheet_row(&sheet);
	sheet_set(&sheet, 0, "endpoint");
	sheet_set(&sheet, 1, "profiler");
	sheet_set(&sheet, 2, "before");
	sheet_set(&sheet, 3, "after");
	sheet_set(&sheet, 4, "change of its cost, 95 %% interval");
	sheet_set(&sheet, 5, "verdict");
	for (size_t i = 0; i < comparison->count; i++) {
		const struct compared *cell = &comparison->cells[i];
		char before[32], after[32], change[96];

		format_change(exp(cell->before), before, sizeof(before));
		format_change(exp(cell->after), after, sizeof(after));
		format_interval(exp(cell->welch.difference),
				exp(cell->welch.low), exp(cell->welch.high),
				change, sizeof(change));
		sheet_row(&sheet);
		sheet_set(&sheet, 0, "%s", cell->path);
		sheet_set(&sheet, 1, "%s", cell->label);
		sheet_set(&sheet, 2, "%s", before);
		sheet_set(&sheet, 3, "%s", after);
		sheet_set(&sheet, 4, "%s", change);
		sheet_set(&sheet, 5, "%s", verdict_name(cell->kind));
	}
	sheet_format(format)->print(&sheet, stdout);
	sheet_release(&sheet);
}

static void print_json(const struct comparison *comparison)
{
	struct json_object *json = json_object_new_object();
	struct json_object *cells = json_object_new_array();

	for (size_t i = 0; i < comparison->count; i++) {
		const struct compared *cell = &comparison->cells[i];
		struct json_object *row = json_object_new_object();

		json_set_text(row, "path", cell->path);
		json_set_text(row, "arm", cell->label);
		json_set_number(row, "before", exp(cell->before));
		json_set_number(row, "after", exp(cell->after));
		json_set_number(row, "change", exp(cell->welch.difference));
		json_set_number(row, "low", exp(cell->welch.low));
		json_set_number(row, "high", exp(cell->welch.high));
		json_set_number(row, "p_adjusted", cell->p);
		json_set_number(row, "p_over_limit", cell->p_over);
		json_set_text(row, "verdict", verdict_name(cell->kind));
		json_object_array_add(cells, row);
	}
	json_set_bool(json, "trusted", comparison->trusted);
	json_set_bool(json, "over_limit", comparison->over);
	json_set(json, "cells", cells);
	puts(json_object_to_json_string_ext(json, JSON_C_TO_STRING_PRETTY));
	json_object_put(json);
}

static int run(void *data, int count, char **words)
{
	const struct options *options = data;
	double limit = parse_limit(options->fail_over);
	struct comparison comparison;
	struct json_object *before, *after;
	struct reason why;
	int code;

	if (count != 2)
		die(EXIT_USAGE, "compare: name two runs (IDs, directories or "
				"files), the earlier one first");
	before = open_run(words[0]);
	after = open_run(words[1]);
	if (compare_runs(&comparison, before, after, options->metric, limit,
			 options->margin / 100, &why) < 0)
		die(EXIT_USAGE, "compare: %s", why.text);
	if (!comparison.trusted)
		warn("UNTRUSTED: the controls of a run failed; see `tare "
		     "report`");
	if (strcmp(options->format, "json") == 0)
		print_json(&comparison);
	else
		print_sheet(&comparison, options->format);
	code = !comparison.trusted ? EXIT_UNTRUSTED :
	       comparison.over	   ? EXIT_FAILED :
				     EXIT_OK;
	if (comparison.over)
		warn("compare: a cell is slower by more than %s, with "
		     "confidence",
		     options->fail_over);
	comparison_release(&comparison);
	json_object_put(before);
	json_object_put(after);
	return code;
}

static const struct verb compare = {
	.name = "compare",
	.usage = "RUN RUN [options]",
	.summary = "compare the costs that two runs found, cell by cell",
	.rows = rows,
	.options_size = sizeof(struct options),
	.run = run,
};
REGISTER(verb, compare);
