/*
 * target.h: one service process (or several workers of it) under one profiler,
 * from its start to the moment when its profile is complete.
 *
 * It is started as
 *
 *	spawn-fcgi -n -s SOCKET -- env -i NAME=VALUE... [multiwatch -f N --]
 *		[LD_PRELOAD=...] [WRAP...] tare-app --only WORKLOAD [--batch]
 *	[ATTACH...]		beside it, once it answers
 *
 * so that neither a preload nor a wrapper touches spawn-fcgi itself, and without
 * a supervisor the process that we started becomes the service: its pid, its CPU
 * clock and its resource usage are the service's own.
 */
#ifndef TARE_TARGET_H
#define TARE_TARGET_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/reason.h"
#include "bench/companion.h"
#include "bench/family.h"
#include "bench/room.h"
#include "profilers/profiler.h"
#include "workloads/workload.h"

enum { COMPANION_MAX = 16 };

struct target_plan {
	const struct room *room;
	const struct profiler *profiler;
	const struct workload *workload;
	const char *socket; /* absolute path */
	const char *out;    /* directory that the tool may write to */
	const char *log;    /* file for what it prints; NULL: ROOM/log/targets */
	int workers;	    /* 0: one process, unsupervised */
	bool batch;	    /* let nginx go on; not where a tool is weighed */
	int cpu_plus_1;	    /* 0: not pinned */
	unsigned pad;	    /* bytes of environment to add */
	double inject;	    /* share of the handler's time to add, 0.02 = 2 % */
};

struct target {
	pid_t pid;	  /* 0: not running */
	struct family family; /* from the service up to pid; or pid alone */
	/* Of APPLY_ATTACH: one, and one more for each worker that came later. */
	struct companion companions[COMPANION_MAX];
	int64_t start_ns; /* from the spawn until it answers */
	int64_t attach_ns; /* from then until the tool watches; 0: no such */
	int64_t stop_ns;  /* from the first signal until all were reaped */
	bool killed;	  /* it, or its companion, did not go when asked */
	bool unwatched;	  /* its companion had ended before */
	struct reason why; /* of the two; "" */
	double peak_rss_bytes; /* before it was stopped; NAN when not known */
};

int target_start(struct target *target, const struct target_plan *plan,
		 struct reason *why);

/* Somebody listens on the unix socket PATH. */
bool target_listens(const char *path);

/*
 * SIGINT to the companion, which detaches and writes; then SIGTERM to the service, whose
 * exit handlers write; each is waited for.
 */
void target_stop(struct target *target);

/*
 * CPU time used, all threads, ns: the service's, and that of a tool that is its parent
 * or companion; -1 when it is not running.
 */
int64_t target_cpu_ns(const struct target *target);

/* The same, of the service alone. */
int64_t target_service_cpu_ns(const struct target *target);

#endif
