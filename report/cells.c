/* cells.c: one cell of a run, as a short text for a table. */
#include "cells.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/units.h"

static struct json_object *estimate_of(struct json_object *cell,
				       const char *metric)
{
	return json_get(json_get(cell, "estimates"), metric);
}

/* What the verdict adds to a number: nothing when the number says it all. */
static const char *verdict_mark(struct json_object *estimate)
{
	const char *verdict = json_text(estimate, "verdict", "");

	if (strcmp(verdict, "equal") == 0)
		return " equal";
	if (strcmp(verdict, "unknown") == 0)
		return " ?";
	return "";
}

/* From an object with ratio, low and high. */
static void interval_text(struct json_object *estimate, char *text,
			  size_t size)
{
	format_interval(json_get_number(estimate, "ratio", NAN),
			json_get_number(estimate, "low", NAN),
			json_get_number(estimate, "high", NAN), text, size);
}

static void change_cell(struct json_object *cell, const char *metric,
			char *text, size_t size)
{
	struct json_object *estimate = estimate_of(cell, metric);
	char interval[128];

	if (!json_get(estimate, "ratio")) {
		const char *why = json_text(cell, "failed_because", NULL);

		/* Without a failure it sat all blocks out, or cannot be seen. */
		snprintf(text, size, "%s%s",
			 why			      ? "no data: " :
			 strcmp(metric, "latency") == 0 ? "no time" :
							  "-",
			 why ? why : "");
		return;
	}
	if (json_get_number(estimate, "blocks", 2) < 2) {
		format_change(json_get_number(estimate, "ratio", NAN), interval,
			      sizeof(interval));
		snprintf(text, size, "%s [one block] ?", interval);
		return;
	}
	interval_text(estimate, interval, sizeof(interval));
	snprintf(text, size, "%s%s", interval, verdict_mark(estimate));
}

void cells_across(struct json_object *cell, char *text, size_t size)
{
	struct json_object *across = json_get(cell, "against_baseline");
	char interval[128];

	if (!json_get(json_get(across, "cell"), "ratio")) {
		snprintf(text, size, "no data: %s",
			 json_text(across, "because",
				   json_text(cell, "failed_because", "?")));
		return;
	}
	interval_text(json_get(across, "cell"), interval, sizeof(interval));
	snprintf(text, size, "%s; interleaved %.1f x narrower", interval,
		 json_get_number(across, "times_wider", NAN));
}

void cells_drift(struct json_object *cell, char *text, size_t size)
{
	struct json_object *across = json_get(cell, "against_baseline");

	if (json_get(across, "drift"))
		interval_text(json_get(across, "drift"), text, size);
	else
		snprintf(text, size, "-");
}

void cells_latency(struct json_object *cell, char *text, size_t size)
{
	change_cell(cell, "latency", text, size);
}

void cells_cpu(struct json_object *cell, char *text, size_t size)
{
	change_cell(cell, "service_cpu", text, size);
}

/* The baseline's own figure, or why there is none. */
static void base_cell(struct json_object *cell, const char *metric, char *text,
		      size_t size)
{
	double typical = json_get_number(estimate_of(cell, metric), "typical",
					 NAN);
	const char *why = json_text(cell, "failed_because", NULL);

	if (isnan(typical) && why)
		snprintf(text, size, "no data: %s", why);
	else
		format_ns(typical, text, size);
}

void cells_latency_base(struct json_object *cell, char *text, size_t size)
{
	base_cell(cell, "latency", text, size);
}

void cells_cpu_base(struct json_object *cell, char *text, size_t size)
{
	base_cell(cell, "service_cpu", text, size);
}

/* The row that says most: the worst one, or the largest when all are exact. */
static struct json_object *telling_row(struct json_object *rows)
{
	struct json_object *best = NULL;
	double most = -1, largest = -1;

	for (size_t i = 0; i < json_length(rows); i++) {
		struct json_object *row = json_at(rows, i);
		double expected = json_get_number(row, "expected", 0);
		double reported = json_get_number(row, "reported", 0);
		double error = expected != 0 ? fabs(reported / expected - 1) :
					       fabs(reported);

		/* Counts say more than bytes, when both are as right. */
		if (strcmp(json_text(row, "what", ""), "bytes") == 0)
			expected = 0;

		if (error > most || (error == most && expected > largest)) {
			most = error;
			largest = expected;
			best = row;
		}
	}
	return best;
}

/* "estimate, -1.70 %: 1179600 of 1200000 allocations in cell_new" */
static void estimate_text(struct json_object *row, char *text, size_t size)
{
	double expected = json_get_number(row, "expected", NAN);
	double reported = json_get_number(row, "reported", NAN);
	char change[32];

	format_change(reported / expected, change, sizeof(change));
	snprintf(text, size, "estimate, %s: %.0f of %.0f %s in %s", change,
		 reported, expected, json_text(row, "what", "?"),
		 json_text(row, "function", "?"));
}

void cells_check(struct json_object *cell, char *text, size_t size)
{
	struct json_object *check = json_get(cell, "check");
	struct json_object *row = telling_row(json_get(check, "rows"));
	const char *status = json_text(check, "status", "-");

	if (strcmp(status, "no data") == 0)
		snprintf(text, size, "no data: %s",
			 json_text(check, "because", "?"));
	else if (row && strcmp(status, "exact") == 0)
		snprintf(text, size, "exact: %.0f %s in %s",
			 json_get_number(row, "reported", NAN),
			 json_text(row, "what", "?"),
			 json_text(row, "function", "?"));
	else if (row && strcmp(status, "estimate") == 0)
		estimate_text(row, text, size);
	else if (row)
		snprintf(text, size, "off: %.0f of %.0f %s in %s",
			 json_get_number(row, "reported", NAN),
			 json_get_number(row, "expected", NAN),
			 json_text(row, "what", "?"),
			 json_text(row, "function", "?"));
	else
		snprintf(text, size, "%s%s", status,
			 strcmp(status, "pending") == 0 ? ": no time" : "");
}

/* A figure of OBJECT, by FORMAT; "-" when it is not there, or nothing. */
static const char *figure(struct json_object *object, const char *key,
			  const char *(*format)(double, char *, size_t),
			  char *text, size_t size)
{
	double value = json_get_number(object, key, NAN);

	return format(value == 0 ? NAN : value, text, size);
}

void cells_resources(struct json_object *cell, char *text, size_t size)
{
	struct json_object *resources = json_get(cell, "resources");
	double written = json_get_number(resources, "written_bytes", 0);
	char t[3][32];
	int used;

	used = snprintf(text, size, "%s; %s",
			figure(resources, "max_rss_bytes", format_bytes, t[0],
			       32),
			figure(resources, "written_bytes", format_bytes, t[1],
			       32));
	if (written > 0)
		snprintf(text + used, size - (size_t)used, ", %s/min",
			 figure(resources, "written_bytes_per_min",
				format_bytes, t[2], 32));
}

void cells_times(struct json_object *cell, char *text, size_t size)
{
	struct json_object *resources = json_get(cell, "resources");
	bool attaches = json_get_number(resources, "attach", 0) > 0;
	char t[4][32];

	snprintf(text, size, "%s%s%s, %s, %s",
		 figure(resources, "start", format_ns, t[0], 32),
		 attaches ? " + " : "",
		 attaches ? figure(resources, "attach", format_ns, t[1], 32) :
			    "",
		 figure(resources, "stop", format_ns, t[2], 32),
		 figure(json_get(cell, "check"), "read", format_ns, t[3], 32));
}
