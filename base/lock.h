/*
 * lock.h: a file that one living process holds.
 *
 * The kernel drops the lock when its holder ends, however that happens, and tells who
 * holds it: no pid file to go stale, no pid of somebody else to kill.
 */
#ifndef TARE_LOCK_H
#define TARE_LOCK_H

#include <stdint.h>
#include <sys/types.h>

#include "base/reason.h"

/*
 * Take PATH, creating it. Returns a descriptor to be kept open as long as it is held,
 * or -1 with WHY, which names the pid of a holder.
 */
int lock_take(const char *path, struct reason *why);

/* The pid that holds PATH; 0 when nobody does, or none that can be told. */
pid_t lock_holder(const char *path);

/* Wait until nobody holds PATH; 0, or -1 after TIMEOUT_NS. */
int lock_wait_free(const char *path, int64_t timeout_ns);

#endif
