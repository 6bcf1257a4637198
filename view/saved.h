/* saved.h: a view that `tare view --json` has printed, with the text of its lines. */
#ifndef TARE_SAVED_H
#define TARE_SAVED_H

#include <stdbool.h>

#include "base/reason.h"
#include "view/view.h"

/* Whether the file PATH is one. */
bool saved_is(const char *path);

/*
 * Add to VIEW what it says that nobody has said there before. -1 with WHY, which names
 * the file.
 */
int saved_read(struct view *view, const char *path, struct reason *why);

#endif
