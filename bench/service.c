/* service.c: every endpoint under one profiler, supervised until told to stop. */
#include "service.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/die.h"
#include "base/file.h"
#include "base/json.h"
#include "base/proc.h"
#include "bench/target.h"
#include "export/form.h"

enum { SERVED_MAX = 64 };

/* What cannot live at all shall not keep the machine busy. */
static const struct timespec restart_pause = { .tv_nsec = 200000000 };

struct served {
	const struct workload *workload;
	char *socket, *out, *log;
	struct target target;
};

struct service {
	const struct room *room;
	const struct profiler *profiler;
	int workers;
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
	}
}

static int start_served(struct service *service, struct served *served,
			struct reason *why)
{
	struct target_plan plan = { .room = service->room,
				    .profiler = service->profiler,
				    .workload = served->workload,
				    .socket = served->socket,
				    .out = served->out,
				    .log = served->log,
				    .workers = service->workers };

	return target_start(&served->target, &plan, why);
}

static int add_served(struct service *service, const struct workload *workload,
		      struct reason *why)
{
	struct served *served = &service->served[service->count];
	char *name = path_format("%s-%s", service->profiler->name,
				 workload->name);
	char *old = path_format("%s/out/%s", service->room->path, name);
	int status = -1;

	if (service->count == SERVED_MAX) {
		reason_set(why, "more than %d endpoints", SERVED_MAX);
		goto out;
	}
	service->count++;
	*served = (struct served){
		.workload = workload,
		.socket = service_socket(service->room, service->profiler,
					 workload),
		.log = path_format("%s/log/%s.log", service->room->path, name),
	};
	/* What an earlier service left there is not of this one. */
	dir_remove(old);
	served->out = room_out(service->room, name, why);
	if (served->out)
		status = start_served(service, served, why);
out:
	free(name);
	free(old);
	return status;
}

/* Restart what has ended although nobody told it to. */
static void restart_dead(struct service *service)
{
	struct reason why;
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (unsigned i = 0; i < service->count; i++) {
			struct served *served = &service->served[i];
			char text[64];

			if (served->target.companion.pid == pid) {
				served->target.companion.pid = 0;
				warn("%s no longer watches %s (%s)",
				     service->profiler->name,
				     served->workload->name,
				     proc_status_text(status, text,
						      sizeof(text)));
			}
			if (served->target.pid != pid)
				continue;
			served->target.pid = 0;
			companion_stop(&served->target.companion);
			warn("%s ended (%s); starting it again",
			     served->workload->name,
			     proc_status_text(status, text, sizeof(text)));
			nanosleep(&restart_pause, NULL);
			if (start_served(service, served, &why) < 0)
				warn("%s", why.text);
		}
	}
}

static void supervise(struct service *service)
{
	sigset_t wanted;
	int got;

	sigemptyset(&wanted);
	sigaddset(&wanted, SIGTERM);
	sigaddset(&wanted, SIGINT);
	sigaddset(&wanted, SIGCHLD);
	do {
		got = sigwaitinfo(&wanted, NULL);
		if (got == SIGCHLD)
			restart_dead(service);
	} while (got == SIGCHLD || (got < 0 && errno == EINTR));
}

static int save_evidence(const struct evidence *evidence, const char *directory,
			 struct reason *why)
{
	char *path = path_format("%s/evidence.json", directory);
	struct json_object *json = evidence_to_json(evidence);
	int status = json_write(path, json, why);

	json_object_put(json);
	free(path);
	return status;
}

static void save_profile(struct service *service, struct served *served,
			 const char *results)
{
	const struct profiler *profiler = service->profiler;
	char *text = path_format("%s/%s/%s", results, profiler->name,
				 served->workload->name);
	struct evidence evidence;
	struct reason why;
	char *binary = room_binary(service->room,
				   profiler->flavour ? profiler->flavour :
						       "plain",
				   &why);
	struct capture capture = { .out = served->out,
				   .binary = binary,
				   .text = text };

	evidence_init(&evidence);
	dir_remove(text);
	if (!binary || dir_make(text, &why) < 0 ||
	    profiler->read(&capture, &evidence, &why) < 0 ||
	    save_evidence(&evidence, text, &why) < 0 ||
	    form_save_all(text, profiler->name, served->workload->name,
			  &evidence, &why) < 0)
		warn("%s %s: no data: %s", profiler->name,
		     served->workload->path, why.text);
	else
		printf("%s %s: profile of %u processes in %s\n", profiler->name,
		       served->workload->path, evidence.processes, text);
	evidence_release(&evidence);
	free(binary);
	free(text);
}

static void stop_all(struct service *service, const char *results)
{
	for (unsigned i = 0; i < service->count; i++) {
		struct served *served = &service->served[i];

		target_stop(&served->target);
		unlink(served->socket);
	}
	for (unsigned i = 0; i < service->count; i++) {
		struct served *served = &service->served[i];

		if (results && service->profiler->read && served->out)
			save_profile(service, served, results);
		free(served->socket);
		free(served->out);
		free(served->log);
	}
}

static void block_signals(void)
{
	sigset_t wanted;

	sigemptyset(&wanted);
	sigaddset(&wanted, SIGTERM);
	sigaddset(&wanted, SIGINT);
	sigaddset(&wanted, SIGCHLD);
	sigprocmask(SIG_BLOCK, &wanted, NULL);
}

int service_run(const struct room *room, const struct profiler *profiler,
		int workers, const char *results,
		void (*on_ready)(void *data), void *data, struct reason *why)
{
	struct service *service = calloc(1, sizeof(*service));
	int status = 0;

	if (!service)
		return reason_set(why, "no memory");
	if (profiler->one_process && workers > 1)
		workers = 1;
	*service = (struct service){ .room = room,
				     .profiler = profiler,
				     .workers = workers };
	block_signals();
	for (const struct workload *const *w = workload_begin();
	     w < workload_end() && status == 0; w++)
		status = add_served(service, *w, why);
	if (status == 0) {
		on_ready(data);
		supervise(service);
	}
	stop_all(service, status == 0 ? results : NULL);
	free(service);
	return status;
}
