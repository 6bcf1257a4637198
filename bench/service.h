/*
 * service.h: every endpoint under one profiler, supervised until told to stop.
 *
 * Each endpoint is a target with several workers on ROOM/s/PROFILER-ENDPOINT.sock.
 * multiwatch restarts a worker that dies; this restarts a multiwatch that dies.
 */
#ifndef TARE_SERVICE_H
#define TARE_SERVICE_H

#include <stdbool.h>

#include "bench/proxy.h"
#include "bench/room.h"
#include "profilers/profiler.h"
#include "workloads/workload.h"

enum { SERVICE_WORKERS = 2 };

/*
 * Serve in ROOM until SIGTERM or SIGINT; then stop all, and leave what the profiler
 * found in RESULTS/PROFILER/ENDPOINT/. ON_READY(data) is called once every
 * endpoint listens. Returns 0, or -1 with WHY when it could not start.
 */
int service_run(const struct room *room, const struct profiler *profiler,
		int workers, const char *results,
		void (*on_ready)(void *data), void *data, struct reason *why);

/* Every endpoint of it listens in ROOM. */
bool service_listens(const struct room *room, const struct profiler *profiler);

/*
 * Routes of every profiler and endpoint in ROOM: /v/PROFILER/PATH and
 * /v/PROFILER/profiler/stats; for `none` also without /v/none.
 */
void service_routes(struct routes *routes, const struct room *room);

/* ROOM/s/PROFILER-ENDPOINT.sock; malloc'd. */
char *service_socket(const struct room *room, const struct profiler *profiler,
		     const struct workload *workload);

#endif
