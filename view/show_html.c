/* show_html.c: a view as a page that needs nothing else: no script, no other file. */
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "view/advice.h"
#include "view/show.h"
#include "view/show_parts.h"

/* Rows around a line: with --reduced, and without. */
enum { REDUCED = 2, AROUND = 20, FUNCTIONS = 40 };

static void add_said(const struct view *view, struct buf *out)
{
	buf_adds(out, "<ul>\n");
	for (size_t i = 0; i < GROUP_COUNT; i++) {
		const struct view_said *said = &view->said[i];

		if (!said->profiler)
			continue;
		buf_addf(out, "<li><b>%s</b>: ", view_groups[i]);
		show_escape(out, said->profiler);
		if (said->note) {
			buf_adds(out, " (");
			show_escape(out, said->note);
			buf_adds(out, ")");
		}
		if (i == GROUP_CPU && !isnan(said->samples))
			buf_addf(out, ", %.0f samples, 50 %% of them &plusmn; "
				      "%.1f",
				 said->samples,
				 said->samples > 0 ?
					 98 / sqrt(said->samples) : 100.0);
		buf_adds(out, "; ");
		show_escape(out, said->error ? said->error :
					       "its error was not measured");
		buf_adds(out, "</li>\n");
	}
	buf_adds(out, "</ul>\n");
}

/* What functions have, with who says it. */
static const struct {
	const char *title;
	enum view_group group;
	size_t offset; /* of a double of struct view_function */
	bool share;    /* of all CPU time */
} function_columns[] = {
	{ "self%", GROUP_CPU, offsetof(struct view_function, self), true },
	{ "total%", GROUP_CPU, offsetof(struct view_function, total), true },
	{ "called", GROUP_CALLS, offsetof(struct view_function, calls), false },
	{ "allocs", GROUP_MEMORY, offsetof(struct view_function, allocations),
	  false },
	{ "bytes", GROUP_MEMORY, offsetof(struct view_function, bytes), false },
};
enum { FUNCTION_COLUMNS = sizeof(function_columns) / sizeof(*function_columns) };

static void add_function(const struct view *view,
			 const struct view_function *function, struct buf *out)
{
	buf_adds(out, "<tr>");
	for (size_t i = 0; i < FUNCTION_COLUMNS; i++) {
		double value;

		if (!view->said[function_columns[i].group].profiler)
			continue;
		memcpy(&value,
		       (const char *)function + function_columns[i].offset,
		       sizeof(value));
		buf_adds(out, "<td>");
		if (value > 0 && function_columns[i].share)
			buf_addf(out, "%.1f", 100 * value / view->cpu);
		else if (value > 0)
			buf_addf(out, "%.0f", value);
		buf_adds(out, "</td>");
	}
	buf_adds(out, "<td>");
	show_escape(out, function->name);
	buf_adds(out, "</td></tr>\n");
}

static void add_functions(const struct show *show, const struct view *view,
			  struct buf *out)
{
	size_t most = show->top ? (size_t)show->top : FUNCTIONS;

	buf_adds(out, "<h2>Functions</h2>\n<table><tr>");
	for (size_t i = 0; i < FUNCTION_COLUMNS; i++)
		if (view->said[function_columns[i].group].profiler)
			buf_addf(out, "<th>%s</th>", function_columns[i].title);
	buf_adds(out, "<th>function</th></tr>\n");
	for (size_t i = 0; i < view->function_count && i < most; i++)
		add_function(view, &view->functions[i], out);
	buf_adds(out, "</table>\n");
}

static void add_heading(const struct view *view, const char *place,
			struct buf *out)
{
	buf_adds(out, "<table><tr>");
	for (size_t i = 0; i < VIEW_COLUMNS; i++)
		if (view_has(view, (enum view_column)i))
			buf_addf(out, "<th title=\"%s\">%s</th>",
				 view_fields[i].meaning, view_fields[i].title);
	buf_addf(out, "<th>%s</th><th>source</th></tr>\n", place);
}

/* The cells of LINE, of which nothing may be said (NULL). */
static void add_values(const struct view *view, const struct view_line *line,
		       struct buf *out)
{
	double weight = line ? view_weight(view, line) : 0;

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
}

/* What is said about LINE behind its source. */
static void add_remarks(const struct view *view, const struct view_line *line,
			struct buf *out)
{
	struct buf advice;

	buf_init(&advice);
	if (line->into) {
		buf_adds(out, "  <i>inlined into ");
		show_escape(out, line->into);
		buf_adds(out, "</i>");
	}
	advice_add(view, line, &advice);
	if (advice.len)
		buf_addf(out, "  <span class=\"advice\">%s</span>",
			 advice.text);
	buf_release(&advice);
}

/* Row NUMBER; PLACE is its file, when it is not below its file's name. */
static void add_row(const struct view *view, const struct source *source,
		    const struct view_line *line, int number, const char *place,
		    struct buf *out)
{
	struct scan text;

	add_values(view, line, out);
	buf_adds(out, "<td>");
	show_escape(out, place);
	buf_addf(out, "%s%d</td><td>", place ? ":" : "", number);
	if (source && source_line(source, number, &text))
		show_escape_scan(out, text);
	else if (line && line->function)
		show_escape(out, line->function);
	if (line)
		add_remarks(view, line, out);
	buf_adds(out, "</td></tr>\n");
}

static void add_title(const char *file, const struct source *source,
		      const struct sources *sources, struct buf *out)
{
	buf_adds(out, "<h2>");
	show_escape(out, file);
	buf_adds(out, "</h2>\n");
	if (source)
		return;
	buf_adds(out, "<p>source not found: looked there, and below ");
	show_escape(out, sources->looked.text);
	buf_adds(out, "</p>\n");
}

static void add_file(const struct show *show, const struct view *view,
		     const struct sources *sources, struct show_file *file,
		     struct buf *out)
{
	const char *name = view->lines[file->first].file;
	const struct source *source = show_find(sources, name);
	int reach = show->reduced ? REDUCED : AROUND, before = 0;

	add_title(name, source, sources, out);
	add_heading(view, "line", out);
	for (int n = show_next(show, view, file, 1, reach); n > 0;
	     n = show_next(show, view, file, n + 1, reach)) {
		const struct view_line *line = show_line(view, file, n);
		struct scan text;

		if (!line && (!source || !source_line(source, n, &text)))
			continue;
		if (before && n > before + 1)
			buf_adds(out, "<tr><td>...</td></tr>\n");
		before = n;
		add_row(view, source, line, n, NULL, out);
	}
	buf_adds(out, "</table>\n");
}

static void add_files(const struct show *show, const struct view *view,
		      const struct sources *sources, struct buf *out)
{
	size_t count;
	struct show_file *files = show_files(show, view, &count);

	for (size_t i = 0; i < count; i++)
		add_file(show, view, sources, &files[i], out);
	free(files);
}

/* With --sort: lines of all files, the first of that column first. */
static void add_sorted(const struct show *show, const struct view *view,
		       const struct sources *sources, struct buf *out)
{
	size_t *order = view_order(view, show->sort);
	long rows = 0;

	buf_addf(out, "<h2>Lines by %s</h2>\n", show->sort);
	add_heading(view, "file and line", out);
	for (size_t i = 0; order && i < view->line_count; i++) {
		const struct view_line *line = &view->lines[order[i]];

		if (show_has(show, view, line) &&
		    (!show->top || rows++ < show->top))
			add_row(view, show_find(sources, line->file), line,
				line->line, line->file, out);
	}
	buf_adds(out, "</table>\n");
	free(order);
}

void show_html(const struct show *show, const struct view *view,
	       const struct sources *sources, struct buf *out)
{
	const struct show cut = show_cut(show, view);

	show_page_open(out, show->title);
	add_said(view, out);
	add_functions(show, view, out);
	if (show->sort)
		add_sorted(show, view, sources, out);
	else
		add_files(&cut, view, sources, out);
	if (view->notes.len) {
		buf_adds(out, "<pre>");
		show_escape(out, view->notes.text);
		buf_adds(out, "</pre>\n");
	}
	show_page_close(out);
}
