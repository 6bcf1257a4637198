/* matrix.c: the cost matrix of a run: every tool, and what it costs at every endpoint. */
#include "matrix.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/units.h"
#include "report/cells.h"

/* Controls say nothing of a tool. */
static bool is_shown(struct json_object *arm)
{
	return strncmp(json_text(arm, "role", ""), "control",
		       strlen("control")) != 0;
}

/* "sampling + allocation" without the spaces. */
static void add_kind(const char *kind, struct buf *out)
{
	for (; *kind; kind++)
		if (*kind != ' ')
			buf_add(out, kind, 1);
}

/* Of "GNU gprof (GNU Binutils for Debian) 2.40", the 2.40. */
static void add_version(const char *version, struct buf *out)
{
	size_t start = strcspn(version, "0123456789");

	buf_add(out, version + start, strcspn(version + start, " ()"));
}

static void add_settings(struct json_object *settings, struct buf *out)
{
	bool first = true;

	if (!json_object_is_type(settings, json_type_object))
		return;
	json_object_object_foreach(settings, name, value) {
		buf_addf(out, "%s%s=%s", first ? "" : ",", name,
			 value ? json_object_get_string(value) : "?");
		first = false;
	}
}

/* What the tool says that it really used, at the first endpoint where it says it. */
static const char *find_note(struct json_object *run, size_t arm)
{
	struct json_object *endpoints = json_get(run, "endpoints");
	const char *note = NULL;

	for (size_t e = 0; e < json_length(endpoints) && !note; e++) {
		struct json_object *cells =
			json_get(json_at(endpoints, e), "cells");

		note = json_text(json_get(json_at(cells, arm), "check"), "note",
				 NULL);
	}
	return note;
}

static void add_tool(struct sheet *sheet, struct json_object *run, size_t a)
{
	struct json_object *arm = json_at(json_get(run, "arms"), a);
	const char *note = find_note(run, a);
	struct buf kind, version, settings;

	buf_init(&kind);
	buf_init(&version);
	buf_init(&settings);
	add_kind(json_text(arm, "kind", ""), &kind);
	add_version(json_text(arm, "version", ""), &version);
	add_settings(json_get(arm, "settings"), &settings);
	sheet_row(sheet);
	sheet_set(sheet, 0, "%s", json_text(arm, "label", "?"));
	sheet_set(sheet, 1, "%s", kind.text);
	sheet_set(sheet, 2, "%s", json_text(arm, "apply", "?"));
	sheet_set(sheet, 3, "%s", version.len ? version.text : "-");
	sheet_set(sheet, 4, "%s", settings.len ? settings.text : "-");
	sheet_set(sheet, 5, "%s", note ? note : "-");
	buf_release(&kind);
	buf_release(&version);
	buf_release(&settings);
}

static void set_headings(struct sheet *sheet, const char *const *headings)
{
	sheet_row(sheet);
	for (unsigned i = 0; i < sheet->columns; i++)
		sheet_set(sheet, i, "%s", headings[i]);
}

static void print_tools(struct json_object *run,
			const struct sheet_format *format, FILE *out)
{
	static const char *const headings[] = { "tool",	    "kind",
						"by",	    "version",
						"settings", "really used" };
	struct json_object *arms = json_get(run, "arms");
	struct sheet sheet;

	sheet_init(&sheet, sizeof(headings) / sizeof(*headings));
	set_headings(&sheet, headings);
	for (size_t a = 0; a < json_length(arms); a++)
		if (is_shown(json_at(arms, a)))
			add_tool(&sheet, run, a);
	format->title("The tools", out);
	format->print(&sheet, out);
	sheet_release(&sheet);
}


/* A figure where there is one that says something. */
static void set_figure(struct sheet *sheet, unsigned column,
		       struct json_object *object, const char *key,
		       const char *(*text_of)(double, char *, size_t))
{
	double value = json_get_number(object, key, NAN);
	char text[32];

	sheet_set(sheet, column, "%s",
		  isnan(value) || value == 0 ? "-" :
					       text_of(value, text,
						       sizeof(text)));
}

static void add_cost(struct sheet *sheet, struct json_object *cell,
		     bool baseline)
{
	struct json_object *resources = json_get(cell, "resources");
	char text[256];

	if (baseline)
		cells_latency_base(cell, text, sizeof(text));
	else
		cells_latency(cell, text, sizeof(text));
	/* The reason is in the other tables; here it would push all aside. */
	if (strncmp(text, "no data", strlen("no data")) == 0)
		text[strlen("no data")] = '\0';
	sheet_row(sheet);
	sheet_set(sheet, 0, "%s", json_text(cell, "arm", "?"));
	sheet_set(sheet, 1, "%s", text);
	set_figure(sheet, 2,
		   json_get(json_get(cell, "estimates"), "service_cpu"),
		   "typical", format_ns);
	set_figure(sheet, 3, resources, "max_rss_bytes", format_bytes);
	set_figure(sheet, 4, resources, "written_bytes", format_bytes);
	set_figure(sheet, 5, resources, "start", format_ns);
	set_figure(sheet, 6, resources, "attach", format_ns);
	set_figure(sheet, 7, resources, "stop", format_ns);
	set_figure(sheet, 8, json_get(cell, "check"), "read", format_ns);
}

static void print_costs(struct json_object *run, struct json_object *endpoint,
			const struct sheet_format *format, FILE *out)
{
	static const char *const headings[] = {
		"",	 "latency",   "CPU/req", "peak RSS", "written/req",
		"start", "attach", "stop",    "read"
	};
	struct json_object *arms = json_get(run, "arms");
	struct json_object *cells = json_get(endpoint, "cells");
	struct sheet sheet;

	sheet_init(&sheet, sizeof(headings) / sizeof(*headings));
	set_headings(&sheet, headings);
	sheet_set(&sheet, 0, "%s", json_text(endpoint, "path", "?"));
	for (size_t a = 0; a < json_length(cells); a++)
		if (is_shown(json_at(arms, a)))
			add_cost(&sheet, json_at(cells, a), a == 0);
	format->print(&sheet, out);
	sheet_release(&sheet);
}

void matrix_print(struct json_object *run, const struct sheet_format *format,
		  FILE *out)
{
	struct json_object *endpoints = json_get(run, "endpoints");

	print_tools(run, format, out);
	format->title("What they cost: latency against plain, with its 95 % "
		      "interval; of the service, CPU time and memory; times of "
		      "the tool",
		      out);
	for (size_t e = 0; e < json_length(endpoints); e++)
		print_costs(run, json_at(endpoints, e), format, out);
}
