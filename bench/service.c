/* service.c: every endpoint under one profiler, supervised until told to stop. */
#include "service.h"

#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/signals.h"
#include "bench/desk.h"
#include "bench/served.h"
#include "bench/stats.h"

enum { SERVED_MAX = 64 };

/*
 * How often it is looked whether workers have been stopped, and whether those of an
 * attached tool are others.
 */
enum { LOOK_MS = 500 };

struct service {
	const struct room *room;
	const struct profiler *profiler;
	struct desk desk;
	unsigned count;
	struct served served[SERVED_MAX];
};

char *service_socket(const struct room *room, const struct profiler *profiler,
		     const struct workload *workload)
{
	return path_format("%s/s/%s-%s.sock", room->path, profiler->name,
			   workload->name);
}

bool service_listens(const struct room *room, const struct profiler *profiler)
{
	bool all = true;

	for (const struct workload *const *w = workload_begin();
	     w < workload_end() && all; w++) {
		char *socket = service_socket(room, profiler, *w);

		all = target_listens(socket);
		free(socket);
	}
	return all;
}

/* ROOM/s/PROFILER.stats.sock, which no endpoint's socket is called. */
static char *stats_socket(const struct room *room,
			  const struct profiler *profiler)
{
	return path_format("%s/s/%s.stats.sock", room->path, profiler->name);
}

static void route_stats(struct routes *routes, const struct room *room,
			const struct profiler *profiler)
{
	char *socket = stats_socket(room, profiler);
	char *name = path_format("%s.stats", profiler->name);
	char *path = path_format("/v/%s/profiler/stats", profiler->name);

	routes_add_service(routes, name, socket);
	routes_add_private(routes, path, name);
	if (profiler->apply == APPLY_NONE)
		routes_add_private(routes, "/profiler/stats", name);
	free(socket);
	free(name);
	free(path);
}

static void route_endpoint(struct routes *routes, const struct room *room,
			   const struct profiler *profiler,
			   const struct workload *workload)
{
	char *socket = service_socket(room, profiler, workload);
	char *name = path_format("%s-%s", profiler->name, workload->name);
	char *path = path_format("/v/%s%s", profiler->name, workload->path);

	routes_add_service(routes, name, socket);
	routes_add_path(routes, path, name);
	if (profiler->apply == APPLY_NONE)
		routes_add_path(routes, workload->path, name);
	free(socket);
	free(name);
	free(path);
}

void service_routes(struct routes *routes, const struct room *room)
{
	for (const struct profiler *const *p = profiler_begin();
	     p < profiler_end(); p++) {
		for (const struct workload *const *w = workload_begin();
		     w < workload_end(); w++)
			route_endpoint(routes, room, *p, *w);
		route_stats(routes, room, *p);
	}
}

static int add_served(struct service *service, const struct workload *workload,
		      int workers, struct reason *why)
{
	if (service->count == SERVED_MAX)
		return reason_set(why, "more than %d endpoints", SERVED_MAX);
	return served_start(&service->served[service->count++], service->room,
			    service->profiler, workload,
			    service_socket(service->room, service->profiler,
					   workload),
			    workers, why);
}

/* Take note of what has ended although nobody told it to. */
static void reap_dead(struct service *service)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		bool known = desk_reap(&service->desk, pid);

		for (unsigned i = 0; i < service->count && !known; i++)
			known = served_reap(&service->served[i], pid, status);
	}
}

/*
 * One after another, and none any more once we are told to end: where all die at once,
 * there would always be another. Who dies while others start is seen at once, or it
 * would seem to have lived.
 */
static void revive_dead(struct service *service)
{
	for (unsigned i = 0; i < service->count && !signals_end_wanted(); i++) {
		served_revive(&service->served[i]);
		reap_dead(service);
	}
}

static void look_after_all(struct service *service)
{
	bool attached = service->profiler->apply == APPLY_ATTACH;

	for (unsigned i = 0; i < service->count; i++) {
		served_wake(&service->served[i]);
		if (attached)
			served_follow(&service->served[i]);
	}
}

static void answer_stats(int number, const struct request *request,
			 struct reply *reply, void *data)
{
	const struct service *service = data;
	const struct findings_source source = { .room = service->room,
						.profiler = service->profiler,
						.served = service->served,
						.count = service->count,
						.number = number };

	stats_answer(&source, request, reply);
}

/* The signal that has arrived; 0 when none has. */
static uint32_t take_signal(int signals)
{
	struct signalfd_siginfo got;

	if (read(signals, &got, sizeof(got)) != sizeof(got))
		return 0;
	return got.ssi_signo;
}

static void supervise(struct service *service, int signals)
{
	uint32_t got = 0;

	while (got != SIGTERM && got != SIGINT) {
		struct pollfd fds[] = {
			{ .fd = signals, .events = POLLIN },
			{ .fd = desk_descriptor(&service->desk),
			  .events = POLLIN },
		};

		poll(fds, 2, LOOK_MS);
		got = take_signal(signals);
		if (got == SIGCHLD)
			reap_dead(service);
		if (fds[1].revents)
			desk_serve(&service->desk, answer_stats, service);
		if (got == 0 || got == SIGCHLD) {
			revive_dead(service);
			look_after_all(service);
		}
	}
}

static void stop_all(struct service *service, const char *results)
{
	desk_close(&service->desk);
	for (unsigned i = 0; i < service->count; i++)
		served_stop(&service->served[i]);
	for (unsigned i = 0; i < service->count; i++) {
		if (results)
			served_save(&service->served[i], results);
		served_release(&service->served[i]);
	}
}

static int open_desk(struct service *service, struct reason *why)
{
	char *path = stats_socket(service->room, service->profiler);
	int status = desk_open(&service->desk, service->room, path, why);

	free(path);
	return status;
}

int service_run(const struct room *room, const struct profiler *profiler,
		int workers, const char *results,
		void (*on_ready)(void *data), void *data, struct reason *why)
{
	struct service *service = calloc(1, sizeof(*service));
	sigset_t wanted;
	int signals;
	int status = 0;

	if (!service)
		return reason_set(why, "no memory");
	if (profiler->one_process && workers > 1)
		workers = 1;
	service->room = room;
	service->profiler = profiler;
	service->desk.listener = -1;
	signals_block(&wanted);
	signals = signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
	if (signals < 0)
		status = reason_errno(why, "cannot wait for signals");
	/* First, so that who asks while the rest starts only waits. */
	if (status == 0)
		status = open_desk(service, why);
	for (const struct workload *const *w = workload_begin();
	     w < workload_end() && status == 0 && !signals_end_wanted(); w++)
		status = add_served(service, *w, workers, why);
	/* Told to end before all was up: what has not come up is no failure. */
	if (signals_end_wanted()) {
		status = 0;
		results = NULL;
	} else if (status == 0) {
		on_ready(data);
	}
	if (status == 0)
		supervise(service, signals);
	stop_all(service, status == 0 ? results : NULL);
	if (signals >= 0)
		close(signals);
	free(service);
	return status;
}
