/*
 * follow.h: companions keep watching a service whose workers are replaced.
 *
 * multiwatch starts another worker for one that died; a tool that was attached to the
 * old one does not see it. So the new one gets a companion of its own. What it did
 * before the tool was attached is not in the profile.
 */
#ifndef TARE_FOLLOW_H
#define TARE_FOLLOW_H

#include <stddef.h>

#include "bench/target.h"

/* Workers that a companion watches just now. */
size_t follow_watched(const struct target *target);

/*
 * Watch those that are not. Returns how many were added, 0 when all are watched or the
 * new ones do not run yet; -1 with WHY when one cannot be.
 */
int follow_workers(struct target *target, const struct target_plan *plan,
		   struct reason *why);

#endif
