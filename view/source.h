/*
 * source.h: the text of the source files that a view has lines of.
 *
 * Life cycle: sources_open(), use, sources_close(). A file is looked for under the name
 * that the compiler was told, then below each directory, with ever fewer of the name's
 * leading directories.
 */
#ifndef TARE_SOURCE_H
#define TARE_SOURCE_H

#include <stddef.h>

#include "profilers/scan.h"
#include "view/view.h"

struct source {
	const char *file; /* as in the view */
	char *found;	  /* where it was; NULL: nowhere */
	struct buf bytes;
	size_t *starts; /* of each line, and the end */
	size_t count;
};

struct sources {
	struct source *list;
	size_t count;
	struct buf looked; /* where files were looked for: "A, B" */
};

/*
 * Open those that VIEW names, and fill in its texts. DIRECTORIES end with NULL. -1: out of
 * memory. The view must outlive it.
 */
int sources_open(struct sources *sources, struct view *view,
		 const char *const *directories);
void sources_close(struct sources *sources);

/* NULL when VIEW did not name it. */
const struct source *sources_find(const struct sources *sources,
				  const char *file);

/* Line NUMBER, from 1, without its newline; false when there is none. */
bool source_line(const struct source *source, int number, struct scan *line);

#endif
