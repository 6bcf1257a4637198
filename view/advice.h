/* advice.h: what the numbers of a line suggest; each rule is a row of advice.c. */
#ifndef TARE_ADVICE_H
#define TARE_ADVICE_H

#include "base/buf.h"
#include "view/view.h"

struct advice {
	const char *name;
	const char *threshold; /* when it is given, for the manual */
	const char *text;
	bool (*holds)(const struct view *view, const struct view_line *line);
};

extern const struct advice advice_rules[]; /* ends with a NULL name */

/* Add what holds for LINE to OUT, with "; " between; nothing when nothing does. */
void advice_add(const struct view *view, const struct view_line *line,
		struct buf *out);

#endif
