/* show_text.c: a view as tables for a terminal. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/advice.h"
#include "view/show.h"
#include "view/show_parts.h"

enum { CONTEXT = 2 };

#define PLAIN "\033[0m"
#define DIM "\033[2m"
#define BOLD "\033[1m"
#define RED "\033[1;31m"
#define YELLOW "\033[33m"

static const int widths[] = { [VIEW_SHARE] = 6, [VIEW_COUNT] = 10,
			      [VIEW_SIZE] = 10 };

static void paint(const struct show *show, struct buf *out, const char *colour)
{
	if (show->colour)
		buf_adds(out, colour);
}

static void add_heading(const struct view *view, struct buf *out)
{
	buf_adds(out, "  ");
	for (size_t i = 0; i < VIEW_COLUMNS; i++)
		if (view_has(view, (enum view_column)i))
			show_cell(out, view_fields[i].title,
				 widths[view_fields[i].kind]);
	buf_adds(out, "  line  source\n");
}

static const char *heat(const struct view *view, const struct view_line *line)
{
	double weight = line ? view_weight(view, line) : 0;

	return weight > 0.1 ? RED : weight > SHOW_MATTERS ? YELLOW : "";
}

static void add_advice(const struct show *show, const struct view *view,
		       const struct view_line *line, struct buf *out)
{
	struct buf advice;

	buf_init(&advice);
	advice_add(view, line, &advice);
	if (advice.len) {
		paint(show, out, BOLD);
		buf_addf(out, "      ^ %s\n", advice.text);
		paint(show, out, PLAIN);
	}
	buf_release(&advice);
}

/* Row NUMBER of SOURCE, about which LINE, or nobody (NULL), says something. */
static void add_row(const struct show *show, const struct view *view,
		    const struct source *source, const struct view_line *line,
		    int number, struct buf *out)
{
	struct scan text = { "", "" };
	char cell[40] = "";
	size_t start, used; /* colours take no room */

	paint(show, out, heat(view, line));
	start = out->len;
	buf_adds(out, "  ");
	for (size_t i = 0; i < VIEW_COLUMNS; i++) {
		if (!view_has(view, (enum view_column)i))
			continue;
		if (line)
			view_text(view, line, (enum view_column)i, cell,
				  sizeof(cell));
		show_cell(out, cell, widths[view_fields[i].kind]);
	}
	buf_addf(out, " %5d  ", number);
	used = out->len - start;
	paint(show, out, PLAIN);
	if (source && source_line(source, number, &text))
		show_source(out, text,
			    show->width > used + 8 ? show->width - used : 0);
	else if (line && line->function)
		buf_addf(out, "(%s)", line->function);
	if (line && line->into)
		buf_addf(out, "  [%s, inlined into %s]", line->function,
			 line->into);
	buf_adds(out, "\n");
	if (line)
		add_advice(show, view, line, out);
}

static void add_place(const struct show *show, const struct source *source,
		      const char *file, const struct sources *sources,
		      struct buf *out)
{
	paint(show, out, BOLD);
	buf_addf(out, "\n%s", file);
	paint(show, out, PLAIN);
	if (!source)
		buf_addf(out, "  (source not found: looked there, and below %s;"
			      " --source DIR looks elsewhere)",
			 sources->looked.text);
	else if (strcmp(source->found, file) != 0)
		buf_addf(out, "  (found as %s)", source->found);
	buf_adds(out, "\n");
}

static void add_file(const struct show *show, const struct view *view,
		     const struct sources *sources, struct show_file *file,
		     struct buf *out)
{
	const char *name = view->lines[file->first].file;
	const struct source *source = show_find(sources, name);
	int reach = show->reduced ? CONTEXT : 0, before = 0;

	add_place(show, source, name, sources, out);
	add_heading(view, out);
	for (int n = show_next(show, view, file, 1, reach); n > 0;
	     n = show_next(show, view, file, n + 1, reach)) {
		const struct view_line *line = show_line(view, file, n);
		struct scan text;

		if (!line && (!source || !source_line(source, n, &text)))
			continue;
		if (before && n > before + 1)
			buf_adds(out, "      ...\n");
		before = n;
		add_row(show, view, source, line, n, out);
	}
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

/* With --sort: the lines alone, the first of that column first. */
static void add_sorted(const struct show *show, const struct view *view,
		       const struct sources *sources, struct buf *out)
{
	size_t *order = view_order(view, show->sort);
	long rows = 0;

	buf_addf(out, "\nLines by %s\n", show->sort);
	add_heading(view, out);
	for (size_t i = 0; order && i < view->line_count; i++) {
		const struct view_line *line = &view->lines[order[i]];

		if (!show_has(show, view, line) ||
		    (show->top && rows++ >= show->top))
			continue;
		add_row(show, view, show_find(sources, line->file), line,
			line->line, out);
		buf_addf(out, "      %s\n", line->file);
	}
	free(order);
}

void show_text(const struct show *show, const struct view *view,
	       const struct sources *sources, struct buf *out)
{
	paint(show, out, BOLD);
	buf_addf(out, "%s\n", show->title);
	paint(show, out, PLAIN);
	show_head(show, view, out);
	if (show->sort)
		add_sorted(show, view, sources, out);
	else
		add_files(show, view, sources, out);
	if (view->notes.len)
		buf_addf(out, "\n%s", view->notes.text);
}
