/* show_html.c: a view as a page that needs nothing else. */
#include "view/show.h"

void show_html(const struct show *show, const struct view *view,
	       const struct sources *sources, struct buf *out)
{
	(void)show;
	(void)view;
	(void)sources;
	(void)out;
}
