/* report.c: shows a run.json; it reads that file and nothing else. */
#include "report.h"

#include <math.h>
#include <string.h>

#include "base/json.h"
#include "report/accuracy.h"
#include "report/cells.h"
#include "report/csv.h"
#include "report/matrix.h"
#include "report/sheet.h"
#include "report/sweep.h"

/* What a table shows of a cell. */
struct view {
	const char *name; /* for --table */
	const char *title;
	const char *baseline; /* heading of the baseline's own figure; or NULL */
	size_t arms; /* side by side: what a terminal of 120 columns takes */
	void (*cell)(struct json_object *cell, char *text, size_t size);
	void (*base)(struct json_object *cell, char *text, size_t size);
};

static const struct view views[] = {
	{ .name = "latency",
	  .title = "Latency through nginx, against plain, with its 95 % interval "
		   "over blocks",
	  .baseline = "plain", .arms = 3,
	  .cell = cells_latency, .base = cells_latency_base },
	{ .name = "baseline",
	  .title = "Against the saved baseline, across runs; first, how far plain "
		   "itself has moved since",
	  .baseline = "plain", .arms = 3,
	  .cell = cells_across, .base = cells_drift },
	{ .name = "cpu",
	  .title = "CPU time of the service per request, against plain",
	  .baseline = "plain", .arms = 3,
	  .cell = cells_cpu, .base = cells_cpu_base },
	{ .name = "reported",
	  .title = "What each profiler reported, against requests x truth",
	  .arms = 2, .cell = cells_check },
	{ .name = "resources",
	  .title = "Peak memory; bytes written per request, start and stop "
		   "included, and in a minute of requests",
	  .baseline = "plain", .arms = 2,
	  .cell = cells_resources, .base = cells_resources },
	{ .name = "times",
	  .title = "Times of the tool: to start (+ attach), to stop, to read the "
		   "result",
	  .baseline = "plain", .arms = 2,
	  .cell = cells_times, .base = cells_times },
};

static bool is_measured(struct json_object *arm)
{
	const char *role = json_text(arm, "role", "");

	return strcmp(role, "measured") == 0 || strcmp(role, "external") == 0;
}

/* Indices of the arms that are shown, at most MOST. */
static size_t measured_arms(struct json_object *run, size_t *index, size_t most)
{
	struct json_object *arms = json_get(run, "arms");
	size_t count = 0;

	for (size_t a = 0; a < json_length(arms); a++) {
		if (count < most && is_measured(json_at(arms, a)))
			index[count++] = a;
	}
	return count;
}

static void fill_headings(struct sheet *sheet, const struct view *view,
			  struct json_object *run, const size_t *arms,
			  size_t count)
{
	unsigned column = 0;

	sheet_row(sheet);
	sheet_set(sheet, column++, "endpoint");
	if (view->baseline)
		sheet_set(sheet, column++, "%s", view->baseline);
	for (size_t i = 0; i < count; i++)
		sheet_set(sheet, column++, "%s",
			  json_text(json_at(json_get(run, "arms"), arms[i]),
				    "label", "?"));
}

static void fill_row(struct sheet *sheet, const struct view *view,
		     struct json_object *endpoint, const size_t *arms,
		     size_t count)
{
	struct json_object *cells = json_get(endpoint, "cells");
	unsigned column = 0;
	char text[256];

	sheet_row(sheet);
	sheet_set(sheet, column++, "%s", json_text(endpoint, "path", "?"));
	if (view->baseline) {
		view->base(json_at(cells, 0), text, sizeof(text));
		sheet_set(sheet, column++, "%s", text);
	}
	for (size_t i = 0; i < count; i++) {
		view->cell(json_at(cells, arms[i]), text, sizeof(text));
		sheet_set(sheet, column++, "%s", text);
	}
}

static void print_view(const struct view *view, struct json_object *run,
		       const size_t *arms, size_t count,
		       const struct sheet_format *format, FILE *out)
{
	struct json_object *endpoints = json_get(run, "endpoints");
	struct sheet sheet;

	sheet_init(&sheet, (unsigned)count + (view->baseline ? 2 : 1));
	fill_headings(&sheet, view, run, arms, count);
	for (size_t e = 0; e < json_length(endpoints); e++)
		fill_row(&sheet, view, json_at(endpoints, e), arms, count);
	format->print(&sheet, out);
	sheet_release(&sheet);
}

static void print_views(struct json_object *run, const char *table,
			const struct sheet_format *format, FILE *out)
{
	size_t arms[64];
	size_t count = measured_arms(run, arms, 64);

	for (size_t v = 0; v < sizeof(views) / sizeof(*views); v++) {
		size_t from = 0;

		if ((table && strcmp(table, views[v].name) != 0) ||
		    (count == 0 && !views[v].baseline) ||
		    (views[v].cell == cells_across &&
		     !json_get(run, "baseline_started")))
			continue;
		format->title(views[v].title, out);
		do {
			size_t some = count - from > views[v].arms ?
					      views[v].arms :
					      count - from;

			print_view(&views[v], run, arms + from, some, format,
				   out);
			from += some;
		} while (from < count);
	}
}

static const char *trust_word(struct json_object *run)
{
	struct json_object *controlled =
		json_get(json_get(run, "trust"), "controlled");

	if (!report_trusted(run))
		return "untrusted";
	return controlled && !json_object_get_boolean(controlled) ?
		       "without controls" :
		       "trusted";
}

void report_head(struct json_object *run, const char *format, FILE *out)
{
	const char *mark = strcmp(format, "md") == 0 ? "**" : "";
	struct json_object *trust = json_get(run, "trust");
	double controls = json_get_number(trust, "controls", 0);

	if (!report_trusted(run))
		fprintf(out, "%sUNTRUSTED, because %s.%s\n", mark,
			json_text(trust, "because", "its controls failed"),
			mark);
	if (!json_object_get_boolean(json_get(run, "complete")))
		fprintf(out,
			"%sINCOMPLETE: %s; what follows was measured before.%s\n",
			mark,
			json_text(run, "stopped_by", "it did not end normally"),
			mark);
	fprintf(out, "tare run %s, %.0f s, %s", json_text(run, "id", "?"),
		json_get_number(run, "elapsed_s", NAN),
		trust_word(run));
	if (controls > 0)
		fprintf(out, " (%.0f of %.0f controls hold)",
			controls - json_get_number(trust, "missed", 0),
			controls);
	if (!json_object_get_boolean(
		    json_get(json_get(run, "plan"), "pinned")))
		fputs(", NOT PINNED: expect ten times the noise", out);
	fputs("\n\n", out);
}

static void print_skipped(struct json_object *run, FILE *out)
{
	struct json_object *skipped = json_get(run, "skipped");

	for (size_t i = 0; i < json_length(skipped); i++) {
		struct json_object *row = json_at(skipped, i);

		fprintf(out, "left out: %s: %s\n",
			json_text(row, "profiler", "?"),
			json_text(row, "because", "?"));
	}
}

bool report_trusted(struct json_object *run)
{
	return json_object_get_boolean(
		json_get(json_get(run, "trust"), "trusted"));
}

int report_print(struct json_object *run, const char *format, FILE *out,
		 struct reason *why)
{
	const struct sheet_format *tables = sheet_format(format);

	if (!report_is_run(run))
		return reason_set(why, "this is no run.json of `tare bench`");
	if (strcmp(format, "json") == 0) {
		fprintf(out, "%s\n",
			json_object_to_json_string_ext(
				run, JSON_C_TO_STRING_PRETTY |
					     JSON_C_TO_STRING_SPACED |
					     JSON_C_TO_STRING_NOSLASHESCAPE));
	} else if (strcmp(format, "csv") == 0) {
		if (!report_trusted(run))
			fprintf(out, "# UNTRUSTED, because %s\n",
				json_text(json_get(run, "trust"), "because",
					  "its controls failed"));
		csv_print(run, out);
	} else if (tables) {
		report_head(run, format, out);
		print_views(run, NULL, tables, out);
		sweep_print(run, tables, out);
		print_skipped(run, out);
	} else {
		return reason_set(why, "no format is called \"%s\"", format);
	}
	return fflush(out) ? reason_errno(why, "cannot write the report") : 0;
}

/* What run it is, and of what machine. */
static void print_machine(struct json_object *run, const char *format,
			  FILE *out)
{
	struct json_object *machine = json_get(run, "machine");

	report_head(run, format, out);
	fprintf(out, "%s, %.0f cores, %s, Linux %s, %s\n\n",
		json_text(machine, "cpu", "?"),
		json_get_number(machine, "cores", NAN),
		json_text(machine, "distribution", "?"),
		json_text(machine, "kernel", "?"),
		json_text(run, "started", "?"));
}

int report_table(struct json_object *run, const char *table,
		 const char *format, FILE *out, struct reason *why)
{
	const struct sheet_format *tables = sheet_format(format);
	bool found = false;

	for (size_t v = 0; v < sizeof(views) / sizeof(*views); v++)
		found = found || strcmp(table, views[v].name) == 0;
	if (!tables)
		return reason_set(why, "a table is printed as text, md or csv, "
				       "not as \"%s\"",
				  format);
	if (strcmp(table, "head") == 0)
		print_machine(run, format, out);
	else if (!found)
		return accuracy_table(run, table, tables, out, why);
	else
		print_views(run, table, tables, out);
	return fflush(out) ? reason_errno(why, "cannot write the table") : 0;
}

int report_matrix(struct json_object *run, const char *format, FILE *out,
		  struct reason *why)
{
	const struct sheet_format *tables = sheet_format(format);

	if (!report_is_run(run))
		return reason_set(why, "this is no run.json of `tare bench`");
	if (!tables || strcmp(format, "csv") == 0)
		return reason_set(why, "--matrix is text or md; --format csv "
				       "has the same figures without it");
	report_head(run, format, out);
	matrix_print(run, tables, out);
	sweep_print(run, tables, out);
	print_skipped(run, out);
	return fflush(out) ? reason_errno(why, "cannot write the report") : 0;
}
