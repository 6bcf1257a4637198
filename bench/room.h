/*
 * room.h: a private directory in which services and nginx run.
 *
 *	ROOM/nginx.conf, *.conf		the proxy's configuration
 *	ROOM/bin/FLAVOUR/tare-app	the binaries, readable by the service user
 *	ROOM/s/NAME.sock		sockets
 *	ROOM/out/NAME/			what a process under a tool may write
 *	ROOM/live/			reports of what is asked for meanwhile
 *	ROOM/log/			what services, tools and nginx print
 *	ROOM/tmp/			TMPDIR of the services
 *
 * Its path is short, since a unix socket's path may have 107 bytes. When we are
 * root, nginx's workers and the services run as an unprivileged user, who can write
 * in tmp/ and in its directories below out/ only, list no other directory, and read
 * nothing of the checkout. So of a path below out/NAME/ that user may change what is
 * behind NAME, and nothing before it.
 */
#ifndef TARE_ROOM_H
#define TARE_ROOM_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/reason.h"

struct profiler;

struct room {
	char *path;
	const char *user; /* to run services as; NULL: as we are */
	uid_t uid;	  /* of that user, or ours */
	gid_t gid;
	int held; /* a lock: who has opened it lives; -1: joined */
};

/*
 * The room of `tare up`: ASKED, what --room names; without it $TARE_ROOM, or one place
 * per user. Absolute and malloc'd; it need not be there yet. NULL with WHY for one that
 * nginx's configuration, or a command line of a service, cannot name.
 */
char *room_place(const char *asked, struct reason *why);

/* Where room_open() makes rooms: TMPDIR or /tmp; absolute, malloc'd, NULL with WHY. */
char *room_parent(struct reason *why);

/*
 * Make it, under a new name in TMPDIR or /tmp; and remove those there whose owners
 * were killed.
 */
int room_open(struct room *room, struct reason *why);

/*
 * Join the room at PATH, which other processes share, making it when it is missing.
 * -1 with WHY, also when it belongs to somebody else or holds other things.
 */
int room_join(struct room *room, const char *path, struct reason *why);

/* The directory is a room, which may be removed with all that is in it. */
bool room_exists(const char *path);

/* Forget the room, leaving it to the others. */
void room_leave(struct room *room);

/* Remove it with all that is in it. */
void room_close(struct room *room);

/* The room PATH, that is nobody's any more; what it is known by goes last. */
void room_remove(const char *path);

/* Whose a directory in a room is. Nobody else may list it. */
enum room_use {
	ROOM_OURS,
	ROOM_PASSAGE, /* ours, and the service user may pass through */
	ROOM_THEIRS,  /* the service user's */
};

/* Make the directory PATH, or make one that is there, and no link, so. */
int room_make(const struct room *room, const char *path, enum room_use use,
	      struct reason *why);

/*
 * Make ROOM/out/NAME, writable by whoever writes there under PROFILER: the service, or the
 * tool beside it alone. Malloc'd path, NULL with WHY.
 */
char *room_out(const struct room *room, const char *name,
	       const struct profiler *profiler, struct reason *why);

/* Give PATH, a directory or a socket, no link, to the service user. */
int room_hand_over(const struct room *room, const char *path,
		   struct reason *why);

/*
 * A tare-app of FLAVOUR (NULL: plain) that the services may run (malloc'd): the one beside the running
 * program, or, when they are another user, its copy in the room. NULL with WHY when
 * it is not built.
 */
char *room_binary(const struct room *room, const char *flavour,
		  struct reason *why);

/* Where the running program and its flavours are: the build directory. Malloc'd. */
char *build_directory(void);

/* The checkout's file: conf/nginx.conf and the like. Malloc'd. */
char *source_file(const char *name);

#endif
