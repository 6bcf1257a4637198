/*
 * handover.h: connections, from a worker that leaves to whoever comes next.
 *
 * nginx may send a request on a kept connection at any moment, also just when it is
 * closed: then that request is lost. So a worker that leaves closes none. It connects to
 * its own listener and sends them there, one by one, as descriptors (SCM_RIGHTS): the
 * other workers of the same socket, and the one that is started in its place, accept them
 * as they do new ones, and with them all requests that have arrived meanwhile. So they are
 * spread over whoever has time. Where nobody comes, they are closed with the listener.
 */
#ifndef TARE_HANDOVER_H
#define TARE_HANDOVER_H

/*
 * Leave CONNECTION at the unix socket LISTENER; it remains open here, too. -1 when it
 * cannot be left there.
 */
int handover_leave(int listener, int connection);

enum { HANDOVER_NONE = -1, HANDOVER_EMPTY = -2 };

/*
 * The connection that was left with what has just been accepted as FD; HANDOVER_NONE when
 * that is no handover but a connection itself, HANDOVER_EMPTY where nothing of use was left.
 */
int handover_take(int fd);

#endif
