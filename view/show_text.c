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

bool show_wants(const struct show *show, const struct view_line *line)
{
	return (!show->function || (line->function &&
				    strcmp(line->function,
					   show->function) == 0)) &&
	       (!show->file || strstr(line->file, show->file));
}

bool show_matters(const struct view *view, const struct view_line *line)
{
	return view_weight(view, line) > SHOW_MATTERS;
}

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
	size_t start = out->len;
	struct scan text = { "", "" };
	char cell[40] = "";

	paint(show, out, heat(view, line));
	buf_adds(out, "  ");
	for (size_t i = 0; i < VIEW_COLUMNS; i++) {
		if (!view_has(view, (enum view_column)i))
			continue;
		if (line)
			view_text(view, line, (enum view_column)i, cell,
				  sizeof(cell));
		show_cell(out, cell, widths[view_fields[i].kind]);
	}
	paint(show, out, PLAIN);
	buf_addf(out, " %5d  ", number);
	if (source && source_line(source, number, &text))
		show_source(out, text,
			   show->width > out->len - start + 8 ?
				   show->width - (out->len - start) : 0);
	else if (line && line->function)
		buf_addf(out, "(%s)", line->function);
	if (line && line->into)
		buf_addf(out, "  [%s, inlined into %s]", line->function,
			 line->into);
	buf_adds(out, "\n");
	if (line)
		add_advice(show, view, line, out);
}

/* The lines of one file: positions FIRST to END of the view. */
struct range {
	size_t first, end;
};

static bool is_shown(const struct show *show, const struct view *view,
		     const struct view_line *line)
{
	return show_wants(show, line) &&
	       (!show->reduced || show_matters(view, line));
}

/* Whether row NUMBER is shown for the sake of a line near it. */
static bool is_near(const struct show *show, const struct view *view,
		    struct range range, int number)
{
	int reach = show->reduced ? CONTEXT : 0;

	for (size_t i = range.first; i < range.end; i++)
		if (abs(view->lines[i].line - number) <= reach &&
		    is_shown(show, view, &view->lines[i]))
			return true;
	return false;
}

static const struct view_line *line_at(const struct view *view,
				       struct range range, int number)
{
	for (size_t i = range.first; i < range.end; i++)
		if (view->lines[i].line == number)
			return &view->lines[i];
	return NULL;
}

static void add_file(const struct show *show, const struct view *view,
		     const struct sources *sources, struct range range,
		     struct buf *out)
{
	const struct view_line *lines = view->lines;
	const struct source *source =
		sources_find(sources, lines[range.first].file);
	bool found = source && source->found;
	int last = lines[range.end - 1].line + CONTEXT, before = 0;

	paint(show, out, BOLD);
	buf_addf(out, "\n%s", lines[range.first].file);
	paint(show, out, PLAIN);
	if (!found)
		buf_addf(out, "  (source not found: looked there, and below %s;"
			      " --source DIR looks elsewhere)",
			 sources->looked.text);
	else if (strcmp(source->found, lines[range.first].file) != 0)
		buf_addf(out, "  (found as %s)", source->found);
	buf_adds(out, "\n");
	add_heading(view, out);
	for (int n = lines[range.first].line - CONTEXT; n <= last; n++) {
		struct scan text;
		const struct view_line *line = line_at(view, range, n);

		if (n < 1 || !is_near(show, view, range, n) ||
		    (!line && (!found || !source_line(source, n, &text))))
			continue;
		if (before && n > before + 1)
			buf_adds(out, "      ...\n");
		before = n;
		add_row(show, view, found ? source : NULL, line, n, out);
	}
}

struct ranking {
	struct range range;
	double weight; /* of its heaviest line */
};

static int by_weight(const void *a, const void *b)
{
	const struct ranking *x = a, *y = b;

	return (x->weight < y->weight) - (x->weight > y->weight);
}

static size_t rank_files(const struct show *show, const struct view *view,
			 struct ranking *ranks)
{
	size_t count = 0;

	for (size_t i = 0; i < view->line_count; i++) {
		const struct view_line *line = &view->lines[i];
		double weight = view_weight(view, line);

		if (i == 0 || strcmp(line->file, line[-1].file) != 0)
			ranks[count++] = (struct ranking){ { i, i }, -1 };
		ranks[count - 1].range.end = i + 1;
		if (is_shown(show, view, line) &&
		    weight > ranks[count - 1].weight)
			ranks[count - 1].weight = weight;
	}
	if (count > 1)
		qsort(ranks, count, sizeof(*ranks), by_weight);
	return count;
}

static void add_files(const struct show *show, const struct view *view,
		      const struct sources *sources, struct buf *out)
{
	struct ranking *ranks = calloc(view->line_count + 1, sizeof(*ranks));
	size_t count = ranks ? rank_files(show, view, ranks) : 0;

	for (size_t i = 0; i < count; i++)
		if (ranks[i].weight >= 0)
			add_file(show, view, sources, ranks[i].range, out);
	free(ranks);
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
		const struct source *source = sources_find(sources, line->file);

		if (!is_shown(show, view, line) ||
		    (show->top && rows++ >= show->top))
			continue;
		add_row(show, view, source && source->found ? source : NULL,
			line, line->line, out);
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
