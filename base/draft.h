/*
 * draft.h: a file that is written whole before anybody can see it.
 *
 * It has no name while it is written (O_TMPFILE), so that who is killed meanwhile
 * leaves nothing behind; only where the file system cannot do that, it has a
 * temporary one.
 */
#ifndef TARE_DRAFT_H
#define TARE_DRAFT_H

#include <sys/types.h>

#include "base/reason.h"

struct draft {
	int fd;		 /* to write to; not to be closed */
	char *path;	 /* the name it will have */
	char *temporary; /* the one it has; NULL: none */
};

/* Begin what will be PATH. -1 with WHY; then there is nothing to release. */
int draft_open(struct draft *draft, const char *path, struct reason *why);

/* Give it its name and MODE, in place of an older file; releases DRAFT. */
int draft_publish(struct draft *draft, mode_t mode, struct reason *why);

/* Let it vanish instead; releases DRAFT. */
void draft_drop(struct draft *draft);

#endif
