/*
 * snapshot.h: what a tool knows just now of one endpoint, without stopping it.
 *
 * Its workers, or its companions, are asked (see enum profiler_ask); what they write, the
 * former in ROOM/out/NAME/live.N, is gathered in a directory that is ours alone, and read
 * from there as after a stop.
 */
#ifndef TARE_SNAPSHOT_BENCH_H
#define TARE_SNAPSHOT_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <time.h>

#include "bench/served.h"

/* One that is asked: a worker, or a companion. */
struct witness {
	pid_t pid;
	char id[WATCHED_MAX * 8]; /* as in struct live */
	bool done;
};

struct snapshot {
	const struct served *served;
	int number;
	char *into, *text; /* what was gathered; what read() makes of it */
	char *given, *drop; /* live.N, and what it was; NULL: no worker is asked */
	int descriptor;	   /* of it */
	struct timespec asked; /* as in struct live */
	size_t count;	   /* of witnesses; 0: nobody has been asked yet */
	struct witness witnesses[WATCHED_MAX];
	size_t workers;	   /* that they know of */
};

/* Number N is the service's own, and TEXT a private directory that it may use. */
int snapshot_init(struct snapshot *snapshot, const struct served *served,
		  int number, const char *text, struct reason *why);
void snapshot_release(struct snapshot *snapshot);

/*
 * Go on: ask once all workers run, gather what is there. 1 when it is whole; 0 when it is
 * to be called again; -1 with WHY.
 */
int snapshot_go_on(struct snapshot *snapshot, struct reason *why);

/* What is missing yet, for who has no more time. */
void snapshot_missing(const struct snapshot *snapshot, struct reason *why);

/* Turn what was gathered into evidence. */
int snapshot_read(const struct snapshot *snapshot, struct evidence *evidence,
		  struct reason *why);

#endif
