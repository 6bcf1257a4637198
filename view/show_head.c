/* show_head.c: what a view says in all: who said it, its functions, its first lines. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/show.h"
#include "view/show_parts.h"

enum { TAB = 8 };

void show_source(struct buf *out, struct scan text, size_t room)
{
	size_t at = 0;

	for (; text.at < text.end && (!room || at < room); text.at++) {
		unsigned char c = (unsigned char)*text.at;

		if (c == '\t') {
			do
				buf_adds(out, " ");
			while (++at % TAB && (!room || at < room));
		} else if (c >= ' ' && c != 127) {
			/* The later bytes of a character take no room. */
			at += (c & 0xc0) != 0x80;
			buf_add(out, text.at, 1);
		}
	}
}

void show_cell(struct buf *out, const char *text, int width)
{
	buf_addf(out, "%*s ", width, text);
}

/* "CPU: perf (cpu-clock, 999 Hz, fp): 2104 samples, 1 % is 21 of them; error ..." */
static void add_said(const struct view *view, struct buf *out)
{
	for (size_t i = 0; i < GROUP_COUNT; i++) {
		const struct view_said *said = &view->said[i];

		if (!said->profiler)
			continue;
		buf_addf(out, "  %-7s %s", view_groups[i], said->profiler);
		if (i == GROUP_CPU && said->unit &&
		    strcmp(said->unit, "seconds") != 0)
			buf_addf(out, ", %s", said->unit);
		if (said->note)
			buf_addf(out, " (%s)", said->note);
		if (i == GROUP_CPU && !isnan(said->samples))
			buf_addf(out, ", %.0f samples, 50 %% of them +- %.1f",
				 said->samples,
				 said->samples > 0 ?
					 98 / sqrt(said->samples) : 100.0);
		buf_addf(out, "; %s\n",
			 said->error ? said->error :
				       "its error was not measured");
	}
}

static void add_share(struct buf *out, double value, double total)
{
	char text[32] = "";

	if (!isnan(value) && total > 0)
		snprintf(text, sizeof(text), "%.1f", 100 * value / total);
	show_cell(out, text, 6);
}

static void add_count(struct buf *out, double value, double scale,
		      const char *format)
{
	char text[32] = "";

	if (!isnan(value))
		snprintf(text, sizeof(text), format, value / scale);
	show_cell(out, text, 10);
}

static void add_function(const struct view *view,
			 const struct view_function *f, struct buf *out)
{
	double all = view->cpu;

	buf_adds(out, "  ");
	if (view->said[GROUP_CPU].profiler) {
		add_share(out, f->self, all);
		add_share(out, f->total, all);
	}
	if (view->said[GROUP_CALLS].profiler)
		add_count(out, f->calls, 1, "%.0f");
	if (view->said[GROUP_MEMORY].profiler) {
		add_count(out, f->allocations, 1, "%.0f");
		add_count(out, f->bytes, 1e6, "%.2f");
	}
	buf_addf(out, " %s", f->name);
	if (f->file)
		buf_addf(out, "  %s:%d", f->file, f->line);
	buf_adds(out, "\n");
}

static void add_functions(const struct show *show, const struct view *view,
			  struct buf *out)
{
	size_t most = show->top ? (size_t)show->top : show->reduced ? 10 : 40;

	buf_adds(out, "\nFunctions\n  ");
	if (view->said[GROUP_CPU].profiler)
		buf_adds(out, " self% total% ");
	if (view->said[GROUP_CALLS].profiler)
		show_cell(out, "called", 10);
	if (view->said[GROUP_MEMORY].profiler) {
		show_cell(out, "allocs", 10);
		show_cell(out, "MB", 10);
	}
	buf_adds(out, " function\n");
	for (size_t i = 0; i < view->function_count && i < most; i++)
		add_function(view, &view->functions[i], out);
	if (view->function_count > most)
		buf_addf(out, "  and %zu more\n", view->function_count - most);
}

/*
 * The first line of ORDER, which is by COLUMN, that is asked for; one with source if
 * there is one that matters; NULL.
 */
static const struct view_line *first_of(const struct show *show,
					const struct view *view,
					const size_t *order,
					enum view_column column)
{
	const struct view_line *first = NULL;

	for (size_t i = 0; view->lines && i < view->line_count; i++) {
		const struct view_line *line = &view->lines[order[i]];
		bool matters = view_share(view, line, column) > SHOW_MATTERS;

		if (!show_wants(show, line))
			continue;
		if (matters && line->text)
			return line;
		if (!first)
			first = line;
		if (!matters)
			break;
	}
	return first;
}

static void add_line(const struct view *view, const struct view_line *line,
		     enum view_column column, struct buf *out)
{
	const char *text = line->text ? line->text : "";

	text += strspn(text, " \t");
	buf_addf(out, "  %-12s %5.1f %%  %s:%d  ", view_fields[column].key,
		 100 * view_share(view, line, column), line->file, line->line);
	show_source(out, scan_text(text, strlen(text)), 60);
	buf_adds(out, "\n");
}

/* The first line of each column, and what it has of it. */
static void add_first(const struct show *show, const struct view *view,
		      struct buf *out)
{
	buf_adds(out, "\nThe line with most of each\n");
	for (size_t i = 0; i < VIEW_COLUMNS; i++) {
		size_t *order = view_has(view, (enum view_column)i) ?
					view_order(view, view_fields[i].key) :
					NULL;
		const struct view_line *line =
			order ? first_of(show, view, order,
					 (enum view_column)i) :
				NULL;

		if (line)
			add_line(view, line, (enum view_column)i, out);
		free(order);
	}
}

void show_head(const struct show *show, const struct view *view,
	       struct buf *out)
{
	add_said(view, out);
	add_functions(show, view, out);
	if (view->line_count > 0)
		add_first(show, view, out);
}
