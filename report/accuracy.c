/* accuracy.c: price against truth: what each profiler costs beside how right it is. */
#include "accuracy.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "report/facts.h"
#include "report/figures.h"
#include "report/report.h"
#include "report/sentence.h"
#include "report/sheet.h"
#include "report/yardsticks.h"

/* Of a cell's score, in the order of the columns. */
static const struct {
	const char *key, *title;
} errors[] = {
	{ "calls_error", "calls" },
	{ "cpu_worst_points", "CPU share" },
	{ "edge_wrong", "callers" },
	{ "allocations_error", "allocations" },
	{ "bytes_error", "bytes" },
	{ "peak_error", "peak" },
	{ "leaks_error", "leaks" },
};

/* With fewer, a share says more of chance than of the tool. */
enum { SAMPLES_LEAST = 100 };

enum { ERRORS = sizeof(errors) / sizeof(*errors) };

static void cell_row(struct sheet *sheet, struct json_object *run,
		     struct json_object *endpoint, struct json_object *cell)
{
	struct json_object *check = json_get(cell, "check");
	struct json_object *score = json_get(check, "score");
	bool few = json_get_number(check, "samples", SAMPLES_LEAST) <
		   SAMPLES_LEAST;
	const char *arm = json_text(cell, "arm", "?");
	const char *path = json_text(endpoint, "path", "?");
	struct cost latency = facts_cost(run, arm, path, "latency");
	struct cost cpu = facts_cost(run, arm, path, "service_cpu");
	char text[128];

	sheet_row(sheet);
	sheet_set(sheet, 0, "%s", arm);
	sheet_set(sheet, 1, "%s", path);
	sheet_set(sheet, 2, "%s", cost_text(&latency, text, sizeof(text)));
	sheet_set(sheet, 3, "%s", cost_text(&cpu, text, sizeof(text)));
	for (unsigned i = 0; i < ERRORS; i++) {
		double error = json_get_number(score, errors[i].key, NAN);

		/* One is in points of a hundred already. */
		if (strcmp(errors[i].key, "cpu_worst_points") == 0)
			figure_text("%.1f points", few ? NAN : error, text,
				    sizeof(text));
		else
			error_text(error, text, sizeof(text));
		sheet_set(sheet, 4 + i, "%s", text);
	}
	if (!score)
		sheet_set(sheet, 4, "%s%s%s", json_text(check, "status", "?"),
			  json_get(check, "because") ? ": " : "",
			  json_text(check, "because", ""));
}

static void fill_price(struct sheet *sheet, struct json_object *run,
		       const struct facts *facts, size_t count)
{
	struct json_object *endpoints = json_get(run, "endpoints");

	sheet_row(sheet);
	sheet_set(sheet, 0, "profiler");
	sheet_set(sheet, 1, "endpoint");
	sheet_set(sheet, 2, "latency");
	sheet_set(sheet, 3, "CPU time");
	for (unsigned i = 0; i < ERRORS; i++)
		sheet_set(sheet, 4 + i, "%s", errors[i].title);
	for (size_t e = 0; e < json_length(endpoints); e++) {
		struct json_object *endpoint = json_at(endpoints, e);
		struct json_object *cells = json_get(endpoint, "cells");

		for (size_t c = 0; c < json_length(cells); c++) {
			struct json_object *cell = json_at(cells, c);
			const char *arm = json_text(cell, "arm", "?");

			if (facts_find(facts, count, arm) &&
			    json_get(cell, "check"))
				cell_row(sheet, run, endpoint, cell);
		}
	}
}

static void sentence_row(struct sheet *sheet, const struct facts *facts)
{
	struct buf strength, heel;

	buf_init(&strength);
	buf_init(&heel);
	sentence_strength(facts, &strength);
	sentence_heel(facts, &heel);
	sheet_row(sheet);
	sheet_set(sheet, 0, "%s", facts->arm);
	sheet_set(sheet, 1, "%s", strength.text);
	sheet_set(sheet, 2, "%s", heel.text);
	buf_release(&strength);
	buf_release(&heel);
}

static void fill_sentences(struct sheet *sheet, struct json_object *run,
			   const struct facts *facts, size_t count)
{
	(void)run;
	sheet_row(sheet);
	sheet_set(sheet, 0, "profiler");
	sheet_set(sheet, 1, "good for");
	sheet_set(sheet, 2, "Achilles' heel");
	for (size_t i = 0; i < count; i++)
		sentence_row(sheet, &facts[i]);
}

static void fill_yardsticks(struct sheet *sheet, struct json_object *run,
			    const struct facts *facts, size_t count)
{
	(void)run;
	yardsticks_fill(sheet, facts, count);
}

static const struct table {
	const char *name, *title;
	unsigned columns;
	void (*fill)(struct sheet *sheet, struct json_object *run,
		     const struct facts *facts, size_t count);
} tables[] = {
	{ "price",
	  "Price against truth: cost against plain with its 95 % interval, and "
	  "the worst error of what was reported",
	  4 + ERRORS, fill_price },
	{ "yardsticks",
	  "The yardsticks: shares of CPU time over the sweep, in points; repeats; "
	  "callers; what moves under the tool; what an added delay moves",
	  YARDSTICK_COLUMNS, fill_yardsticks },
	{ "sentences", "In a sentence, from the figures", 3,
	  fill_sentences },
};

enum { TABLES = sizeof(tables) / sizeof(*tables) };

static void print_table(const struct table *table, struct json_object *run,
			const struct sheet_format *format, FILE *out)
{
	struct facts facts[FACTS_MAX];
	size_t count = facts_make(run, facts);
	struct sheet sheet;

	facts_rank(facts, count);
	sheet_init(&sheet, table->columns);
	table->fill(&sheet, run, facts, count);
	format->title(table->title, out);
	format->print(&sheet, out);
	sheet_release(&sheet);
}

static int not_asked(struct reason *why)
{
	return reason_set(why, "this run asked no questions; `tare bench "
			       "--accuracy` does");
}

int accuracy_table(struct json_object *run, const char *name,
		   const struct sheet_format *format, FILE *out,
		   struct reason *why)
{
	for (unsigned i = 0; i < TABLES; i++) {
		if (strcmp(tables[i].name, name) != 0)
			continue;
		if (!json_get(run, "accuracy"))
			return not_asked(why);
		print_table(&tables[i], run, format, out);
		return fflush(out) ?
			       reason_errno(why, "cannot write the table") :
			       0;
	}
	return reason_set(why, "no table is called \"%s\"", name);
}

void accuracy_tables(struct json_object *run, const struct sheet_format *format,
		     FILE *out)
{
	for (unsigned i = 0; i < TABLES; i++)
		print_table(&tables[i], run, format, out);
}

int accuracy_print(struct json_object *run, const char *format, FILE *out,
		   struct reason *why)
{
	const struct sheet_format *style = sheet_format(format);
	struct json_object *accuracy = json_get(run, "accuracy");

	if (!accuracy)
		return not_asked(why);
	if (strcmp(format, "json") == 0) {
		fprintf(out, "%s\n",
			json_object_to_json_string_ext(
				accuracy, JSON_C_TO_STRING_PRETTY |
						  JSON_C_TO_STRING_SPACED));
	} else if (strcmp(format, "csv") == 0) {
		print_table(&tables[0], run, style, out);
	} else if (style) {
		report_head(run, format, out);
		accuracy_tables(run, style, out);
	} else {
		return reason_set(why, "no format is called \"%s\"", format);
	}
	return fflush(out) ? reason_errno(why, "cannot write the report") : 0;
}
