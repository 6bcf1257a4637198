/*
 * desk.h: a FastCGI socket where a supervisor is asked about what it supervises.
 *
 * Each request is answered by a child, which may take its time, read large files, and
 * fail: the supervisor goes on meanwhile. One at a time; others wait at the socket.
 */
#ifndef TARE_DESK_H
#define TARE_DESK_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/reply.h"
#include "base/request.h"
#include "bench/room.h"

struct desk {
	int listener;
	char *path;
	pid_t clerk; /* who answers just now; 0: nobody */
	int number;  /* of the newest request */
};

/* Listen on the unix socket PATH, as the user of ROOM's services may connect to it. */
int desk_open(struct desk *desk, const struct room *room, const char *path,
	      struct reason *why);

/* To poll for a request; -1 while one is answered. */
int desk_descriptor(const struct desk *desk);

/* Take a request, if there is one: ANSWER(number, request, reply, data) in a child. */
void desk_serve(struct desk *desk,
		void (*answer)(int number, const struct request *request,
			       struct reply *reply, void *data),
		void *data);

/* PID, which has ended, was the one who answered. */
bool desk_reap(struct desk *desk, pid_t pid);

/* No more: who is being answered gets nothing. */
void desk_close(struct desk *desk);

#endif
