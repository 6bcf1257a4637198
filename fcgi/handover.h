/*
 * handover.h: connections, from a worker that leaves to whoever comes next.
 *
 * nginx may send a request on a kept connection at any moment, also just when it is
 * closed: then that request is lost. So a worker that leaves closes none. It connects to
 * its own listener and sends its connections there, as descriptors (SCM_RIGHTS): another
 * worker of the same socket, or the one that is started in its place, accepts them, and
 * with them all requests that have arrived meanwhile. Where nobody comes, they are closed
 * together with the listener.
 */
#ifndef TARE_HANDOVER_H
#define TARE_HANDOVER_H

#include <stdbool.h>

enum { HANDOVER_MOST = 128 }; /* connections at a time; the kernel's limit is 253 */

/*
 * Leave COUNT connections, at most HANDOVER_MOST, at the unix socket LISTENER; they
 * remain open here, too. -1 when they cannot be left there.
 */
int handover_leave(int listener, const int *fds, unsigned count);

/*
 * What has just been accepted as FD brings connections, and not a request: take them
 * into FDS[HANDOVER_MOST]. Returns how many; -1 when it is no handover.
 */
int handover_take(int fd, int *fds);

#endif
