/* show.h: a view for people and for programs. */
#ifndef TARE_SHOW_H
#define TARE_SHOW_H

#include <json-c/json.h>

#include "base/buf.h"
#include "view/source.h"
#include "view/view.h"

struct show {
	const char *title;
	const char *function, *file; /* only these; NULL: all */
	const char *sort;	     /* a column; NULL: the usual one */
	long top;		     /* lines and functions at most; 0: all */
	bool reduced;		     /* only lines that matter, and two around */
	bool colour;
	unsigned width; /* of the terminal; 0: as long as lines are */

	/* Private: the lightest line that `top` leaves; NULL: all are left. */
	const struct view_line *least;
};

/* Of what a line is to have more to matter. */
#define SHOW_MATTERS 0.01

/* LINE is asked for: by its function and its file. */
bool show_wants(const struct show *show, const struct view_line *line);

/* LINE has more than SHOW_MATTERS of something. */
bool show_matters(const struct view *view, const struct view_line *line);

/* Add it to OUT. */
void show_text(const struct show *show, const struct view *view,
	       const struct sources *sources, struct buf *out);
void show_csv(const struct show *show, const struct view *view,
	      struct buf *out);
void show_html(const struct show *show, const struct view *view,
	       const struct sources *sources, struct buf *out);

/* The caller puts it. */
struct json_object *show_json(const struct show *show, const struct view *view,
			      const struct sources *sources);

#endif
