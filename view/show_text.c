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

/* What is printed, where to, and how wide its columns are; 0: not there. */
struct canvas {
	const struct show *show;
	const struct view *view;
	const struct sources *sources;
	struct buf *out;
	int widths[VIEW_COLUMNS];
};

/* No wider than what is in them: what they leave is the source's. */
static void measure(struct canvas *canvas)
{
	for (size_t c = 0; c < VIEW_COLUMNS; c++) {
		size_t most = strlen(view_fields[c].title);
		char cell[40];

		if (!view_has(canvas->view, (enum view_column)c))
			continue;
		for (size_t i = 0; i < canvas->view->line_count; i++) {
			view_text(canvas->view, &canvas->view->lines[i],
				  (enum view_column)c, cell, sizeof(cell));
			if (strlen(cell) > most)
				most = strlen(cell);
		}
		canvas->widths[c] = (int)most;
	}
}

static void paint(const struct canvas *canvas, const char *colour)
{
	if (canvas->show->colour)
		buf_adds(canvas->out, colour);
}

static void add_heading(const struct canvas *canvas)
{
	buf_adds(canvas->out, "  ");
	for (size_t i = 0; i < VIEW_COLUMNS; i++)
		if (canvas->widths[i])
			show_cell(canvas->out, view_fields[i].title,
				  canvas->widths[i]);
	buf_adds(canvas->out, "  line  source\n");
}

static const char *heat(const struct view *view, const struct view_line *line)
{
	double weight = line ? view_weight(view, line) : 0;

	return weight > 0.1 ? RED : weight > SHOW_MATTERS ? YELLOW : "";
}

static void add_advice(const struct canvas *canvas, const struct view_line *line)
{
	struct buf advice;

	buf_init(&advice);
	advice_add(canvas->view, line, &advice);
	if (advice.len) {
		paint(canvas, BOLD);
		buf_addf(canvas->out, "      ^ %s\n", advice.text);
		paint(canvas, PLAIN);
	}
	buf_release(&advice);
}

/* Row NUMBER of SOURCE, about which LINE, or nobody (NULL), says something. */
static void add_row(const struct canvas *canvas, const struct source *source,
		    const struct view_line *line, int number)
{
	unsigned width = canvas->show->width;
	struct buf *out = canvas->out;
	struct scan text = { "", "" };
	char cell[40] = "";
	size_t start, used; /* colours take no room */

	paint(canvas, heat(canvas->view, line));
	start = out->len;
	buf_adds(out, "  ");
	for (size_t i = 0; i < VIEW_COLUMNS; i++) {
		if (!canvas->widths[i])
			continue;
		if (line)
			view_text(canvas->view, line, (enum view_column)i, cell,
				  sizeof(cell));
		show_cell(out, cell, canvas->widths[i]);
	}
	buf_addf(out, " %5d  ", number);
	used = out->len - start;
	paint(canvas, PLAIN);
	if (source && source_line(source, number, &text))
		show_source(out, text, width > used + 8 ? width - used : 0);
	else if (line && line->function)
		buf_addf(out, "(%s)", line->function);
	if (line && line->into)
		buf_addf(out, "  [%s, inlined into %s]", line->function,
			 line->into);
	buf_adds(out, "\n");
	if (line)
		add_advice(canvas, line);
}

static void add_place(const struct canvas *canvas, const struct source *source,
		      const char *file)
{
	struct buf *out = canvas->out;

	paint(canvas, BOLD);
	buf_addf(out, "\n%s", file);
	paint(canvas, PLAIN);
	if (!source)
		buf_addf(out, "  (source not found: looked there, and below %s;"
			      " --source DIR looks elsewhere)",
			 canvas->sources->looked.text);
	else if (strcmp(source->found, file) != 0)
		buf_addf(out, "  (found as %s)", source->found);
	buf_adds(out, "\n");
}

static void add_file(const struct canvas *canvas, struct show_file *file)
{
	const struct show *show = canvas->show;
	const struct view *view = canvas->view;
	const char *name = view->lines[file->first].file;
	const struct source *source = show_find(canvas->sources, name);
	int reach = show->reduced ? CONTEXT : 0, before = 0;

	add_place(canvas, source, name);
	add_heading(canvas);
	for (int n = show_next(show, view, file, 1, reach); n > 0;
	     n = show_next(show, view, file, n + 1, reach)) {
		const struct view_line *line = show_line(view, file, n);
		struct scan text;

		if (!line && (!source || !source_line(source, n, &text)))
			continue;
		if (before && n > before + 1)
			buf_adds(canvas->out, "      ...\n");
		before = n;
		add_row(canvas, source, line, n);
	}
}

static void add_files(const struct canvas *canvas)
{
	size_t count;
	struct show_file *files =
		show_files(canvas->show, canvas->view, &count);

	for (size_t i = 0; i < count; i++)
		add_file(canvas, &files[i]);
	free(files);
}

/* With --sort: the lines alone, the first of that column first. */
static void add_sorted(const struct canvas *canvas)
{
	const struct show *show = canvas->show;
	const struct view *view = canvas->view;
	size_t *order = view_order(view, show->sort);
	long rows = 0;

	buf_addf(canvas->out, "\nLines by %s\n", show->sort);
	add_heading(canvas);
	for (size_t i = 0; order && i < view->line_count; i++) {
		const struct view_line *line = &view->lines[order[i]];

		if (!show_has(show, view, line) ||
		    (show->top && rows++ >= show->top))
			continue;
		add_row(canvas, show_find(canvas->sources, line->file), line,
			line->line);
		buf_addf(canvas->out, "      %s\n", line->file);
	}
	free(order);
}

void show_text(const struct show *show, const struct view *view,
	       const struct sources *sources, struct buf *out)
{
	const struct show cut = show_cut(show, view);
	struct canvas canvas = {
		.show = &cut, .view = view, .sources = sources, .out = out
	};

	measure(&canvas);
	paint(&canvas, BOLD);
	buf_addf(out, "%s\n", show->title);
	paint(&canvas, PLAIN);
	show_head(show, view, out);
	if (show->sort)
		add_sorted(&canvas);
	else
		add_files(&canvas);
	if (view->notes.len)
		buf_addf(out, "\n%s", view->notes.text);
}
