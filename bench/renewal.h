/*
 * renewal.h: the workers of a running service, replaced one after the other.
 *
 * Each is asked to leave (SIGHUP); it finishes its request, leaves its connections to the others
 * (fcgi/handover.h), and multiwatch starts another in its place. The socket stays, so
 * no request is lost or refused.
 */
#ifndef TARE_RENEWAL_H
#define TARE_RENEWAL_H

#include <stdint.h>
#include <sys/types.h>

#include "base/reason.h"

/*
 * Replace all workers below SERVICE, a `tare serve`; one that does not leave within
 * PATIENCE_NS is an error. Returns how many, once all new ones have lived for a while;
 * -1 with WHY.
 */
int renewal_run(pid_t service, int64_t patience_ns, struct reason *why);

#endif
