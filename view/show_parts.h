/* show_parts.h: the parts that a view is printed in. */
#ifndef TARE_SHOW_PARTS_H
#define TARE_SHOW_PARTS_H

#include "view/show.h"

/* Add TEXT, its tabs expanded, at most ROOM columns of it (0: any). */
void show_source(struct buf *out, struct scan text, size_t room);

/* Add TEXT, right-aligned in WIDTH columns, and a space. */
void show_cell(struct buf *out, const char *text, int width);

/* Who said what, the functions, and the first line of each column. */
void show_head(const struct show *show, const struct view *view,
	       struct buf *out);

#endif
