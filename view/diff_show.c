/* diff_show.c: what changed between two views, for people: as tables, and as a page. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/diff.h"
#include "view/show_parts.h"

/* Rows of a table at most, unless --top says another number. */
enum { TEXT_ROWS = 20, PAGE_ROWS = 200, TEXT_ROOM = 60 };

/* One column of both views, with what differs in it, the largest change first. */
struct changes {
	const struct show *show;
	const struct view *before, *after;
	enum view_column column;
	const char *unit; /* as it is printed */
	double scale;	  /* from the value's unit to it */
	struct change *row;
	size_t count, most; /* that are shown */
};

static bool changes_open(struct changes *all, enum view_column column)
{
	all->column = column;
	all->row = diff_wanted(all->show, all->before, all->after, column,
			       &all->count);
	all->unit = diff_unit(all->before, all->after, column);
	all->scale = 1;
	if (strcmp(all->unit, "bytes") == 0) {
		all->unit = "MB";
		all->scale = 1e-6;
	}
	return all->row != NULL;
}

/* "a.c:12, was 10"; a line that came or went is said to have. */
static void add_place(const struct change *change, struct buf *out)
{
	const struct view_line *line = change_line(change);

	buf_addf(out, "%s:%d", line->file, line->line);
	if (!change->before)
		buf_adds(out, ", new");
	else if (!change->after)
		buf_adds(out, ", gone");
	else if (change->before->line != line->line)
		buf_addf(out, ", was %d", change->before->line);
}

static void add_numbers(double was, double is, struct buf *out)
{
	buf_addf(out, "  %14.6g %14.6g %+14.6g  ", was, is, is - was);
}

static void add_change(const struct changes *all, const struct change *change,
		       struct buf *out)
{
	const char *text = change_line(change)->text;
	bool grey = change->noise && all->show->colour;

	if (grey)
		buf_adds(out, "\033[2m");
	add_numbers(change->was * all->scale, change->is * all->scale, out);
	if (change->noise)
		buf_adds(out, "(noise) ");
	add_place(change, out);
	if (text) {
		text += strspn(text, " \t");
		buf_adds(out, "  ");
		show_source(out, scan_text(text, strlen(text)), TEXT_ROOM);
	}
	buf_adds(out, grey ? "\033[0m\n" : "\n");
}

/* Its sums, unless they are a hundred per cent on both sides, or not known. */
static bool totals(const struct changes *all, double *was, double *is)
{
	*was = all->before->total[all->column] * all->scale;
	*is = all->after->total[all->column] * all->scale;
	return *all->unit != '%' && !isnan(*was) && !isnan(*is);
}

static void add_text(const struct changes *all, struct buf *out)
{
	double was, is;

	buf_addf(out, "\n%s%s%s: before, after, change\n",
		 view_fields[all->column].meaning, *all->unit ? ", " : "",
		 all->unit);
	for (size_t i = 0; i < all->count && i < all->most; i++)
		add_change(all, &all->row[i], out);
	if (all->count > all->most)
		buf_addf(out, "  and %zu more\n", all->count - all->most);
	if (totals(all, &was, &is)) {
		add_numbers(was, is, out);
		buf_adds(out, "in all\n");
	}
}

/* Each column that both views have: ADD it to OUT, with MOST rows. */
static void each_column(const struct show *show, const struct view *before,
			const struct view *after, size_t most,
			void (*add)(const struct changes *, struct buf *),
			struct buf *out)
{
	struct changes all = { .show = show,
			       .before = before,
			       .after = after,
			       .most = show->top ? (size_t)show->top : most };

	for (size_t i = 0; i < VIEW_COLUMNS; i++) {
		if (!changes_open(&all, (enum view_column)i))
			continue;
		add(&all, out);
		free(all.row);
	}
}

void diff_text(const struct show *show, const struct view *before,
	       const struct view *after, struct buf *out)
{
	buf_addf(out, "%s\n", show->title);
	each_column(show, before, after, TEXT_ROWS, add_text, out);
}

static void add_cells(double was, double is, struct buf *out)
{
	buf_addf(out, "<td>%.6g</td><td>%.6g</td><td>%+.6g</td>", was, is,
		 is - was);
}

static void add_row(const struct changes *all, const struct change *change,
		    struct buf *out)
{
	const struct view_line *line = change_line(change);
	struct buf place;

	buf_init(&place);
	add_place(change, &place);
	buf_addf(out, "<tr class=\"%s\">",
		 change->noise		  ? "noise" :
		 change->is > change->was ? "more" :
		 change->is < change->was ? "less" :
					    "same");
	add_cells(change->was * all->scale, change->is * all->scale, out);
	buf_adds(out, "<td class=\"left\">");
	show_escape(out, place.text);
	buf_adds(out, change->noise ? " (noise)</td><td>" : "</td><td>");
	show_escape(out, line->text ? line->text : line->function);
	buf_adds(out, "</td></tr>\n");
	buf_release(&place);
}

static void add_html(const struct changes *all, struct buf *out)
{
	const struct view_field *field = &view_fields[all->column];
	double was, is;

	buf_addf(out, "<h2>%s%s", field->meaning, *all->unit ? ", " : "");
	show_escape(out, all->unit);
	buf_adds(out, "</h2>\n<table><tr><th>before</th>"
		      "<th>after</th><th>change</th>"
		      "<th class=\"left\">line</th>"
		      "<th>source</th></tr>\n");
	for (size_t i = 0; i < all->count && i < all->most; i++)
		add_row(all, &all->row[i], out);
	if (totals(all, &was, &is)) {
		buf_adds(out, "<tr>");
		add_cells(was, is, out);
		buf_adds(out, "<td class=\"left\">in all</td><td></td></tr>\n");
	}
	buf_adds(out, "</table>\n");
	if (all->count > all->most)
		buf_addf(out, "<p>and %zu more</p>\n",
			 all->count - all->most);
}

void diff_html(const struct show *show, const struct view *before,
	       const struct view *after, struct buf *out)
{
	show_page_open(out, show->title);
	buf_adds(out, "<p>The largest change first. Grey: within two standard "
		      "deviations of the samples, which is what chance "
		      "does.</p>\n");
	each_column(show, before, after, PAGE_ROWS, add_html, out);
	show_page_close(out);
}
