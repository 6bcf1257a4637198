/* diff.h: what changed, line by line, between two views. */
#ifndef TARE_DIFF_H
#define TARE_DIFF_H

#include <stdbool.h>

#include "base/buf.h"
#include "view/show.h"
#include "view/view.h"

struct change {
	const struct view_line *before, *after; /* NULL: there is none */
	double was, is; /* 0: nothing */
	bool noise;	/* it may be chance: see diff.c */
};

/*
 * The lines of one COLUMN in both views, the largest change first; malloc'd, *COUNT of
 * them. A line is the same when its text is, in the same function and file; where no
 * text is known, when its number is. NULL: no memory.
 */
struct change *diff_lines(const struct view *before, const struct view *after,
			  enum view_column column, size_t *count);

/* What differs, as tables; the columns that both have. */
void diff_text(const struct show *show, const struct view *before,
	       const struct view *after, struct buf *out);

#endif
