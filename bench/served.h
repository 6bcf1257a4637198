/* served.h: one endpoint under one profiler, kept alive until it is told to stop. */
#ifndef TARE_SERVED_H
#define TARE_SERVED_H

#include <stdbool.h>

#include "bench/target.h"

struct served {
	struct target_plan plan; /* its strings are owned, here */
	struct target target;
	struct reason unwatched; /* why a worker has no companion; "": all do */
	int64_t since_ns;	 /* when it last began to answer; 0: it never did */
	int64_t again_ns;	 /* when it is to be started again; 0: it runs */
	unsigned pauses;	 /* so far, in a row: it ends soon after each start */
	size_t count;		 /* of the workers seen last */
	pid_t workers[WATCHED_MAX];
};

/* Start WORKERS of it on SOCKET, with output in a new ROOM/out/PROFILER-ENDPOINT. */
int served_start(struct served *served, const struct room *room,
		 const struct profiler *profiler,
		 const struct workload *workload, char *socket, int workers,
		 struct reason *why);

/*
 * PID has ended with STATUS: if it is of this one, say so, and when it is to be started
 * again. True if it was.
 */
bool served_reap(struct served *served, pid_t pid, int status);

/* Start it again, if it has ended and its time has come. */
void served_revive(struct served *served);

/* Have the tool watch workers that were started in place of others. */
void served_follow(struct served *served);

/*
 * A worker that is stopped (SIGSTOP) holds connections on which nginx goes on to ask, and
 * what is asked there would wait for minutes: whoever is stopped goes on, and it is said.
 */
void served_wake(struct served *served);

void served_stop(struct served *served);

/* Leave what the tool found in RESULTS/PROFILER/ENDPOINT/, and tell. */
void served_save(const struct served *served, const char *results);

void served_release(struct served *served);

#endif
