/* diff.h: what changed, line by line, between two views. */
#ifndef TARE_DIFF_H
#define TARE_DIFF_H

#include <stdbool.h>

#include "base/buf.h"
#include "view/show.h"
#include "view/view.h"

struct change {
	const struct view_line *before, *after; /* NULL: there is none */
	double was, is; /* in diff_unit(); 0: nothing */
	bool noise;	/* it may be chance: see diff.c */
};

/* The line after; the one before where there is none. */
const struct view_line *change_line(const struct change *change);

/*
 * What COLUMN is compared in: "seconds", "bytes", "" (a number); "% of all" where the
 * views do not have the same unit (seconds of one tool, instructions of another).
 */
const char *diff_unit(const struct view *before, const struct view *after,
		      enum view_column column);

/*
 * The lines of one COLUMN in both views, the largest change first; malloc'd, *COUNT of
 * them. A line is the same when its text is, in the same function and file; where no
 * text is known, when its number is. NULL: no memory.
 */
struct change *diff_lines(const struct view *before, const struct view *after,
			  enum view_column column, size_t *count);

/* Those that SHOW asks for. NULL: neither COLUMN; not in both views; or no memory. */
struct change *diff_wanted(const struct show *show, const struct view *before,
			   const struct view *after, enum view_column column,
			   size_t *count);

/* What differs, in the columns that both have: added to OUT. */
void diff_text(const struct show *show, const struct view *before,
	       const struct view *after, struct buf *out);
void diff_html(const struct show *show, const struct view *before,
	       const struct view *after, struct buf *out);
void diff_csv(const struct show *show, const struct view *before,
	      const struct view *after, struct buf *out);

/* The caller puts it. */
struct json_object *diff_json(const struct show *show,
			      const struct view *before,
			      const struct view *after);

#endif
