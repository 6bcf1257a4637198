/* sweep.c: the arms of a run that differ in one setting, as a curve. */
#include "sweep.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/json.h"
#include "base/units.h"
#include "report/cells.h"

enum { LINE = 28 };

/* Arms FROM to TO, which are of one profiler, one setting. */
struct group {
	size_t from, to;
	const char *profiler, *setting;
};

static unsigned position(double value, double least, double most,
			 unsigned width)
{
	double share = most > least ? (value - least) / (most - least) : 0;

	if (!(share > 0))
		return 0;
	return share >= 1 ? width - 1 : (unsigned)lround(share * (width - 1));
}

void sweep_line(double low, double middle, double high, double least,
		double most, unsigned width, char *text, size_t size)
{
	unsigned at = position(middle, least, most, width);
	unsigned from = isfinite(low) ? position(low, least, most, width) : at;
	unsigned to = isfinite(high) ? position(high, least, most, width) : at;
	size_t used = 0;

	snprintf(text, size, "%s", "");
	if (!isfinite(middle))
		return;
	for (unsigned i = 0; i <= to; i++) {
		const char *mark = i == at   ? "\u25cf" :
				   i < from  ? " " :
				   i == from ? "\u251c" :
				   i == to   ? "\u2524" :
					       "\u2500";
		int count = snprintf(text + used, size - used, "%s", mark);

		if (count < 0 || (size_t)count >= size - used)
			return;
		used += (size_t)count;
	}
}

static struct json_object *cell_at(struct json_object *endpoint, size_t arm)
{
	return json_at(json_get(endpoint, "cells"), arm);
}

/* As logarithms: half as fast and twice as fast are as far from plain. */
static double latency_of(struct json_object *endpoint, size_t arm,
			 const char *key)
{
	struct json_object *estimates =
		json_get(cell_at(endpoint, arm), "estimates");

	return log(json_get_number(json_get(estimates, "latency"), key, NAN));
}

/* The lesser or greater of those that are finite. */
static void widen(double value, double *least, double *most)
{
	if (!isfinite(value))
		return;
	*least = fmin(*least, value);
	*most = fmax(*most, value);
}

/* From the least of the lower ends, or plain itself, to the most of the upper ones. */
static void find_range(const struct group *group, struct json_object *endpoint,
		       double *least, double *most)
{
	*least = *most = 0;
	for (size_t a = group->from; a < group->to; a++) {
		widen(latency_of(endpoint, a, "low"), least, most);
		widen(latency_of(endpoint, a, "ratio"), least, most);
		widen(latency_of(endpoint, a, "high"), least, most);
	}
}

/* "812 Hz, 81 %": the samples per second of CPU time, and of those asked for. */
static void yield_text(struct json_object *check, char *text, size_t size)
{
	double yield = json_get_number(check, "yield", NAN);
	double period = json_get_number(check, "period_s", NAN);

	if (isnan(yield) || !(period > 0))
		snprintf(text, size, "-");
	else
		snprintf(text, size, "%.0f Hz, %.0f %% of %.0f samples",
			 yield / period, 100 * yield,
			 json_get_number(check, "service_cpu", NAN) /
				 (period * 1e9));
}

static void add_row(struct sheet *sheet, struct json_object *run,
		    const struct group *group, struct json_object *endpoint,
		    size_t a)
{
	struct json_object *cell = cell_at(endpoint, a);
	struct json_object *value =
		json_get(json_at(json_get(run, "arms"), a), "value");
	double least, most;
	char line[3 * LINE + 1], text[256];

	find_range(group, endpoint, &least, &most);
	sweep_line(latency_of(endpoint, a, "low"),
		   latency_of(endpoint, a, "ratio"),
		   latency_of(endpoint, a, "high"), least, most, LINE, line,
		   sizeof(line));
	sheet_row(sheet);
	sheet_set(sheet, 0, "%s", value ? json_object_get_string(value) : "?");
	cells_latency(cell, text, sizeof(text));
	sheet_set(sheet, 1, "%s", text);
	sheet_set(sheet, 2, "%s", line);
	format_ns(json_get_number(json_get(json_get(cell, "estimates"),
					   "service_cpu"),
				  "typical", NAN),
		  text, sizeof(text));
	sheet_set(sheet, 3, "%s", text);
	format_bytes(json_get_number(json_get(cell, "resources"),
				     "written_bytes", NAN),
		     text, sizeof(text));
	sheet_set(sheet, 4, "%s", text);
	yield_text(json_get(cell, "check"), text, sizeof(text));
	sheet_set(sheet, 5, "%s", text);
}

static void print_group(struct json_object *run, const struct group *group,
			struct json_object *endpoint,
			const struct sheet_format *format, FILE *out)
{
	struct sheet sheet;
	char title[256];

	snprintf(title, sizeof(title), "%s:%s on %s, against plain",
		 group->profiler, group->setting,
		 json_text(endpoint, "path", "?"));
	sheet_init(&sheet, 6);
	sheet_row(&sheet);
	sheet_set(&sheet, 0, "%s", group->setting);
	sheet_set(&sheet, 1, "latency");
	sheet_set(&sheet, 3, "CPU/req");
	sheet_set(&sheet, 4, "written/req");
	sheet_set(&sheet, 5, "yield");
	for (size_t a = group->from; a < group->to; a++)
		add_row(&sheet, run, group, endpoint, a);
	format->title(title, out);
	format->print(&sheet, out);
	sheet_release(&sheet);
}

/* The next group at or behind GROUP->to; false: there is none. */
static bool next_group(struct json_object *run, struct group *group)
{
	struct json_object *arms = json_get(run, "arms");
	size_t a = group->to;

	while (a < json_length(arms) &&
	       !json_text(json_at(arms, a), "setting", NULL))
		a++;
	group->from = a;
	group->setting = json_text(json_at(arms, a), "setting", NULL);
	group->profiler = json_text(json_at(arms, a), "profiler", "");
	for (; a < json_length(arms); a++) {
		struct json_object *arm = json_at(arms, a);

		if (strcmp(json_text(arm, "setting", ""),
			   group->setting ? group->setting : "") != 0 ||
		    strcmp(json_text(arm, "profiler", ""), group->profiler) != 0)
			break;
	}
	group->to = a;
	return group->setting != NULL;
}

void sweep_print(struct json_object *run, const struct sheet_format *format,
		 FILE *out)
{
	struct json_object *endpoints = json_get(run, "endpoints");
	struct group group = { 0 };

	while (next_group(run, &group))
		for (size_t e = 0; e < json_length(endpoints); e++)
			print_group(run, &group, json_at(endpoints, e), format,
				    out);
}
