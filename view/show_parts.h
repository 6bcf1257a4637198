/* show_parts.h: the parts that a view is printed in. */
#ifndef TARE_SHOW_PARTS_H
#define TARE_SHOW_PARTS_H

#include "view/show.h"

/* The lines of one file: positions FIRST to END of the view. */
struct show_file {
	size_t first, end;
	size_t at;     /* how far show_next() is */
	double weight; /* of its heaviest line */
};

/*
 * SHOW with a `top` that holds for lines in their places: those of VIEW that weigh most,
 * of two alike the first. With `sort` they are counted as they are printed.
 */
struct show show_cut(const struct show *show, const struct view *view);

/* LINE is wanted, and `top` leaves it. */
bool show_leaves(const struct show *show, const struct view *view,
		 const struct view_line *line);

/* LINE is shown. */
bool show_has(const struct show *show, const struct view *view,
	      const struct view_line *line);

/*
 * The files of which something is shown, the one with the heaviest line first; malloc'd,
 * *COUNT of them. NULL: no memory.
 */
struct show_file *show_files(const struct show *show, const struct view *view,
			     size_t *count);

/*
 * The first row of FILE from NUMBER on that is shown: a line, or one that has a line at
 * most REACH rows away. NUMBER never falls. 0: there is none.
 */
int show_next(const struct show *show, const struct view *view,
	      struct show_file *file, int number, int reach);

/* What is said about row NUMBER; NULL: nothing. */
const struct view_line *show_line(const struct view *view,
				  const struct show_file *file, int number);

/* The source of FILE; NULL when it was not found. */
const struct source *show_find(const struct sources *sources, const char *file);

/* Add TEXT, its tabs expanded, at most ROOM columns of it (0: any). */
void show_source(struct buf *out, struct scan text, size_t room);

/* Add TEXT, right-aligned in WIDTH columns, and a space. */
void show_cell(struct buf *out, const char *text, int width);

/* Who said what, the functions, and the first line of each column. */
void show_head(const struct show *show, const struct view *view,
	       struct buf *out);

/* Add TEXT as a field of CSV; of NULL an empty one. */
void show_quoted(struct buf *out, const char *text);

/* A page that needs nothing else, up to its heading, which is TITLE; and its end. */
void show_page_open(struct buf *out, const char *title);
void show_page_close(struct buf *out);

/* Add TEXT as HTML shows it; of NULL nothing. */
void show_escape(struct buf *out, const char *text);
void show_escape_scan(struct buf *out, struct scan text);

#endif
