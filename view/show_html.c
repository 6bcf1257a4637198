/* show_html.c: a view as a page that needs nothing else: no script, no other file. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/advice.h"
#include "view/show.h"

static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width\">\n"
	"<style>\n"
	":root{color-scheme:light dark}\n"
	"body{font:14px/1.4 sans-serif;margin:1em}\n"
	"table{border-collapse:collapse;font:13px/1.35 monospace}\n"
	"th{position:sticky;top:0;background:Canvas;text-align:right;"
	"padding:0 .6em}\n"
	"td{padding:0 .6em;text-align:right;white-space:pre}\n"
	"td:last-child,th:last-child{text-align:left}\n"
	"tr.hot td{background:#f808}tr.warm td{background:#fa03}\n"
	".advice{font:italic 12px sans-serif}\n"
	"</style>\n";

static void escape(struct buf *out, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '&')
			buf_adds(out, "&amp;");
		else if (c == '<')
			buf_adds(out, "&lt;");
		else if (c == '>')
			buf_adds(out, "&gt;");
		else if (c == '"')
			buf_adds(out, "&quot;");
		else if (c >= ' ' || c == '\t' || c == '\n')
			buf_add(out, text + i, 1);
	}
}

static void escape_text(struct buf *out, const char *text)
{
	escape(out, text, strlen(text));
}

static void add_said(const struct view *view, struct buf *out)
{
	buf_adds(out, "<ul>\n");
	for (size_t i = 0; i < GROUP_COUNT; i++) {
		const struct view_said *said = &view->said[i];

		if (!said->profiler)
			continue;
		buf_addf(out, "<li><b>%s</b>: ", view_groups[i]);
		escape_text(out, said->profiler);
		if (said->note) {
			buf_adds(out, " (");
			escape_text(out, said->note);
			buf_adds(out, ")");
		}
		if (i == GROUP_CPU && !isnan(said->samples))
			buf_addf(out, ", %.0f samples", said->samples);
		buf_adds(out, "; ");
		escape_text(out, said->error ? said->error :
					       "its error was not measured");
		buf_adds(out, "</li>\n");
	}
	buf_adds(out, "</ul>\n");
}

static void add_number(struct buf *out, double value, const char *format)
{
	buf_adds(out, "<td>");
	if (!isnan(value) && value != 0)
		buf_addf(out, strcmp(format, "%") == 0 ? "%.1f" : "%.0f",
			 value);
	buf_adds(out, "</td>");
}

static void add_functions(const struct view *view, struct buf *out)
{
	buf_adds(out, "<h2>Functions</h2>\n<table><tr><th>self%</th>"
		      "<th>total%</th><th>called</th><th>allocs</th>"
		      "<th>bytes</th><th>function</th></tr>\n");
	for (size_t i = 0; i < view->function_count && i < 40; i++) {
		const struct view_function *f = &view->functions[i];
		double all = view->cpu / 100;

		buf_adds(out, "<tr>");
		add_number(out, f->self / all, "%");
		add_number(out, f->total / all, "%");
		add_number(out, f->calls, "");
		add_number(out, f->allocations, "");
		add_number(out, f->bytes, "");
		buf_adds(out, "<td>");
		escape_text(out, f->name);
		buf_adds(out, "</td></tr>\n");
	}
	buf_adds(out, "</table>\n");
}

static void add_heading(const struct view *view, struct buf *out)
{
	buf_adds(out, "<table><tr>");
	for (size_t i = 0; i < VIEW_COLUMNS; i++)
		if (view_has(view, (enum view_column)i))
			buf_addf(out, "<th title=\"%s\">%s</th>",
				 view_fields[i].meaning, view_fields[i].title);
	buf_adds(out, "<th>line</th><th>source</th></tr>\n");
}

static void add_row(const struct view *view, const struct source *source,
		    const struct view_line *line, int number, struct buf *out)
{
	double weight = line ? view_weight(view, line) : 0;
	struct scan text = { "", "" };
	struct buf advice;

	buf_init(&advice);
	buf_addf(out, "<tr%s>",
		 weight > 0.1		? " class=\"hot\"" :
		 weight > SHOW_MATTERS	? " class=\"warm\"" :
					  "");
	for (size_t i = 0; i < VIEW_COLUMNS; i++) {
		char cell[40] = "";

		if (!view_has(view, (enum view_column)i))
			continue;
		if (line)
			view_text(view, line, (enum view_column)i, cell,
				  sizeof(cell));
		buf_addf(out, "<td>%s</td>", cell);
	}
	buf_addf(out, "<td>%d</td><td>", number);
	if (source && source_line(source, number, &text))
		escape(out, text.at, scan_left(&text));
	if (line && line->into) {
		buf_adds(out, "  <i>inlined into ");
		escape_text(out, line->into);
		buf_adds(out, "</i>");
	}
	if (line)
		advice_add(view, line, &advice);
	if (advice.len)
		buf_addf(out, "  <span class=\"advice\">%s</span>",
			 advice.text);
	buf_adds(out, "</td></tr>\n");
	buf_release(&advice);
}

/* All of the file from its first line in the view to its last, or only these. */
static size_t add_file(const struct view *view, const struct sources *sources,
		       size_t first, struct buf *out)
{
	const char *file = view->lines[first].file;
	const struct source *source = sources_find(sources, file);
	bool found = source && source->found;
	size_t at = first;

	buf_adds(out, "<h2>");
	escape_text(out, file);
	buf_adds(out, found ? "</h2>\n" : "</h2>\n<p>source not found</p>\n");
	add_heading(view, out);
	for (int n = view->lines[first].line;
	     at < view->line_count &&
	     strcmp(view->lines[at].file, file) == 0; n++) {
		const struct view_line *line = &view->lines[at];

		if (!found)
			n = line->line;
		add_row(view, source, line->line == n ? line : NULL, n, out);
		at += line->line == n;
	}
	buf_adds(out, "</table>\n");
	return at;
}

void show_html(const struct show *show, const struct view *view,
	       const struct sources *sources, struct buf *out)
{
	buf_adds(out, head);
	buf_adds(out, "<title>");
	escape_text(out, show->title);
	buf_adds(out, "</title></head><body>\n<h1>");
	escape_text(out, show->title);
	buf_adds(out, "</h1>\n");
	add_said(view, out);
	add_functions(view, out);
	for (size_t at = 0; at < view->line_count;)
		at = add_file(view, sources, at, out);
	if (view->notes.len) {
		buf_adds(out, "<pre>");
		escape_text(out, view->notes.text);
		buf_adds(out, "</pre>\n");
	}
	buf_adds(out, "</body></html>\n");
}
