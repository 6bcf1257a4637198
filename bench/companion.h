/*
 * companion.h: the tool that is started beside a running service (APPLY_ATTACH).
 *
 * It is attached once its output says so, and is stopped by a signal before the
 * service is: what was served before is all in its data, and it has time to write it.
 */
#ifndef TARE_COMPANION_H
#define TARE_COMPANION_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/reason.h"
#include "bench/room.h"
#include "profilers/profiler.h"
#include "workloads/workload.h"

enum { WATCHED_MAX = 64 };

struct companion {
	pid_t pid; /* 0: not running */
	const char *name; /* of its profiler */
	char *log; /* what it prints; removed when it is stopped, unless kept */
	bool keep_log;
	char *id;  /* what {pid} stood for: "123,124" */
	pid_t watched[WATCHED_MAX];
	size_t count;
	int stop_signal;
};

struct companion_plan {
	const struct room *room;
	const struct profiler *profiler;
	const struct workload *workload; /* NULL: no functions to name */
	const char *out;    /* as in struct target_plan */
	const char *log;    /* file for what it prints, kept; NULL: its own */
	const char *binary; /* that the service runs */
	pid_t service;	    /* or its supervisor */
	int workers;	    /* 0: SERVICE is the process to watch */
	int cpu_plus_1;	    /* 0: not pinned */
};

/* Start it and wait until it is attached. -1 with WHY, and then nothing runs. */
int companion_start(struct companion *companion,
		    const struct companion_plan *plan, struct reason *why);

/* It has ended by itself, and has been reaped. */
void companion_ended(struct companion *companion);

/* It runs, and watches PID. */
bool companion_watches(const struct companion *companion, pid_t pid);

/* Of the processes that it watches, those that are alive; 0 when it has ended. */
size_t companion_alive(const struct companion *companion);

/*
 * Returns 0; with WHY 1 when it had to be killed, and -1 when it had ended before: some
 * of what was served was not watched.
 */
int companion_stop(struct companion *companion, struct reason *why);

#endif
