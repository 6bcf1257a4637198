/* load.c: shows a load.json; it reads that file and nothing else. */
#include "load.h"

#include <math.h>

#include "base/json.h"
#include "base/units.h"
#include "report/sheet.h"

/* Of the arrivals not sent: a rate was more than could be taken, not a stall. */
static const double over_share = 0.05;

/* What a table shows of the rates. */
struct view {
	const char *times;   /* member of `pooled` */
	const char *meaning; /* of them, for the title */
	bool knee;	     /* with capacity and knee before them */
};

static const struct view views[] = {
	{ "latency_ns", "latency from when a request was due", true },
	{ "service_ns", "service time, from when it was sent", false },
};

static double number_at(struct json_object *point, const char *group,
			const char *times, const char *name)
{
	struct json_object *inner = json_get(json_get(point, group), times);

	return json_get_number(inner, name, NAN);
}

/* "412/s": three digits are more than it is known to. */
static void rate_text(double rate, char *text, size_t size)
{
	if (isnan(rate))
		snprintf(text, size, "-");
	else
		snprintf(text, size, rate < 10 ? "%.2f/s" :
				     rate < 100 ? "%.1f/s" : "%.0f/s",
			 rate);
}

/* "2.41 ms, 6.02 ms": median and p99. */
static void times_text(struct json_object *point, const char *times, char *text,
		       size_t size)
{
	struct json_object *latency =
		json_get(json_get(point, "pooled"), times);
	double unsent = json_get_number(json_get(point, "pooled"), "unsent", 0);
	double due = json_get_number(json_get(point, "pooled"), "arrivals", 0);
	char p50[32], p99[32];

	if (json_get_number(latency, "count", 0) == 0) {
		snprintf(text, size, "%s",
			 json_object_get_boolean(json_get(point, "beyond")) ?
				 "beyond it" :
				 "-");
		return;
	}
	format_ns(json_get_number(latency, "p50", NAN), p50, sizeof(p50));
	format_ns(json_get_number(latency, "p99", NAN), p99, sizeof(p99));
	snprintf(text, size, "%s, %s%s", p50, p99,
		 unsent > over_share * due ? " (over)" : "");
}

/* How far the knee moves: "-38.5 % [-62.4, -0.61]". */
static void knee_text(struct json_object *saturated, char *text, size_t size)
{
	struct json_object *estimate =
		json_get(json_get(saturated, "against"), "throughput");
	double rounds = json_get_number(estimate, "rounds", 0);
	double ratio = json_get_number(estimate, "ratio", NAN);
	char change[64];

	if (rounds < 1)
		snprintf(text, size, "-");
	else if (rounds < 2)
		snprintf(text, size, "%s (one round)",
			 format_change(ratio, change, sizeof(change)));
	else
		format_interval(ratio, json_get_number(estimate, "low", NAN),
				json_get_number(estimate, "high", NAN), text,
				size);
}

static void fill_headings(struct sheet *sheet, const struct view *view,
			  struct json_object *points)
{
	unsigned column = 0;

	sheet_row(sheet);
	sheet_set(sheet, column++, "profiler");
	if (view->knee) {
		sheet_set(sheet, column++, "capacity");
		sheet_set(sheet, column++, "knee");
	}
	for (unsigned i = 1; i < json_length(points); i++)
		sheet_set(sheet, column++, "%.0f %%: p50, p99",
			  json_get_number(json_at(points, i), "share", NAN) *
				  100);
}

static void fill_row(struct sheet *sheet, const struct view *view,
		     struct json_object *cell, bool baseline)
{
	struct json_object *points = json_get(cell, "points");
	struct json_object *saturated = json_at(points, 0);
	unsigned column = 0;
	char text[128];

	sheet_row(sheet);
	sheet_set(sheet, column++, "%s", json_text(cell, "arm", "?"));
	if (view->knee) {
		rate_text(number_at(saturated, "against", "throughput",
				    "typical"),
			  text, sizeof(text));
		sheet_set(sheet, column++, "%s", text);
		knee_text(saturated, text, sizeof(text));
		sheet_set(sheet, column++, "%s", baseline ? "" : text);
	}
	/* A damaged file may have other points here than in the headings. */
	for (unsigned i = 1; column < sheet->columns; i++) {
		times_text(json_at(points, i), view->times, text, sizeof(text));
		sheet_set(sheet, column++, "%s", text);
	}
}

static void print_view(struct json_object *endpoint, const struct view *view,
		       const struct sheet_format *format, FILE *out)
{
	struct json_object *cells = json_get(endpoint, "cells");
	struct json_object *points = json_get(json_at(cells, 0), "points");
	unsigned columns = (unsigned)json_length(points);
	struct sheet sheet;
	char capacity[32], title[256];

	if (columns == 0)
		return;
	rate_text(json_get_number(endpoint, "capacity", NAN), capacity,
		  sizeof(capacity));
	snprintf(title, sizeof(title), "%s, plain capacity %s: %s",
		 json_text(endpoint, "target", "?"), capacity, view->meaning);
	sheet_init(&sheet, view->knee ? columns + 2 : columns);
	fill_headings(&sheet, view, points);
	for (size_t i = 0; i < json_length(cells); i++)
		fill_row(&sheet, view, json_at(cells, i), i == 0);
	format->title(title, out);
	format->print(&sheet, out);
	sheet_release(&sheet);
}

static void print_failures(struct json_object *endpoint, FILE *out)
{
	struct json_object *cells = json_get(endpoint, "cells");

	for (size_t i = 0; i < json_length(cells); i++) {
		struct json_object *cell = json_at(cells, i);
		const char *why = json_text(cell, "failed_because", NULL);

		if (why)
			fprintf(out, "%s, %s: no data: %s\n",
				json_text(endpoint, "path", "?"),
				json_text(cell, "arm", "?"), why);
	}
}

/* The worst of the client's own delays, so that one can judge the rest by it. */
static void print_lateness(struct json_object *load, FILE *out)
{
	struct json_object *endpoints = json_get(load, "endpoints");
	double p50 = NAN, p99 = NAN;
	char median[32], tail[32];

	for (size_t e = 0; e < json_length(endpoints); e++) {
		struct json_object *cells =
			json_get(json_at(endpoints, e), "cells");
		struct json_object *points =
			json_get(json_at(cells, 0), "points");

		for (size_t i = 1; i < json_length(points); i++) {
			struct json_object *point = json_at(points, i);

			p50 = fmax(p50, number_at(point, "pooled",
						  "lateness_ns", "p50"));
			p99 = fmax(p99, number_at(point, "pooled",
						  "lateness_ns", "p99"));
		}
	}
	fprintf(out, "The client sent late by p50 %s, p99 %s at most (plain).\n",
		format_ns(p50, median, sizeof(median)),
		format_ns(p99, tail, sizeof(tail)));
}

static void print_head(struct json_object *load, FILE *out)
{
	struct json_object *trust = json_get(load, "trust");
	struct json_object *plan = json_get(load, "plan");

	if (!json_object_get_boolean(json_get(trust, "trusted")))
		fprintf(out, "UNTRUSTED: %s\n", json_text(trust, "because", "?"));
	if (!json_object_get_boolean(json_get(load, "complete")))
		fprintf(out, "INCOMPLETE: stopped by %s\n",
			json_text(load, "stopped_by", "an error"));
	fprintf(out,
		"load run %s: %g connections, %g workers on one core, rounds of "
		"%.2g s a point.\n"
		"capacity: replies a second when saturated. knee: where latency "
		"begins to grow without bound, against plain's.\n"
		"The shares are of the plain capacity: the same requests per "
		"second for every profiler.\n"
		"(over): more than it could take. beyond it: left out, far "
		"more than that.\n",
		json_text(load, "id", "?"),
		json_get_number(plan, "connections", NAN),
		json_get_number(plan, "workers", NAN),
		json_get_number(plan, "seconds", NAN));
}

int load_print(struct json_object *load, const char *format, FILE *out,
	       struct reason *why)
{
	const struct sheet_format *how = sheet_format(format);
	struct json_object *endpoints = json_get(load, "endpoints");

	if (!how)
		return reason_set(why, "no format is called \"%s\"; text, md "
				       "and csv are",
				  format);
	if (!endpoints || !json_get(json_get(load, "plan"), "connections"))
		return reason_set(why, "this is no load.json");
	print_head(load, out);
	for (size_t i = 0; i < json_length(endpoints); i++) {
		for (size_t v = 0; v < sizeof(views) / sizeof(*views); v++)
			print_view(json_at(endpoints, i), &views[v], how, out);
	}
	for (size_t i = 0; i < json_length(endpoints); i++)
		print_failures(json_at(endpoints, i), out);
	print_lateness(load, out);
	return 0;
}
