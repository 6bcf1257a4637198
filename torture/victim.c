/* victim.c: one service under one profiler, to which one event happens. */
#include "victim.h"

#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/proc.h"
#include "bench/target.h"
#include "client/client.h"
#include "torture/costume.h"
#include "torture/disk.h"

enum {
	SMALL = 1, /* requests of each size */
	LARGE = 4,
	REQUEST_MS = 60000,
	END_S = 60,  /* for the service to end */
	TOOL_S = 10, /* for the tool to notice that it has */
	AGAIN_S = 10, /* for another worker to begin */
};

struct victim {
	struct stage *stage;
	const struct event *event;
	const struct profiler *profiler;
	const struct witness *witness;
	const struct workload *workload;
	struct outcome *outcome;
	struct costume costume;
	struct disk disk;
	struct target target;
	struct companion companions[2];
	struct served_requests requests; /* that the profile is to have */
	char *out, *out_again, *socket, *log, *tool_log;
};

static void open_paths(struct victim *victim)
{
	const char *room = victim->stage->room.path;

	victim->socket = stage_socket(victim->stage, 0);
	victim->log = path_format("%s/log/victim.log", room);
	victim->tool_log = path_format("%s/log/tool.log", room);
	unlink(victim->log);
	unlink(victim->tool_log);
}

/* Everything that must be so before the service starts. */
static int prepare(struct victim *victim, struct reason *why)
{
	struct stage *stage = victim->stage;
	bool own_disk = victim->event->act == ACT_FILL ||
			victim->event->setting == SET_READ_ONLY;
	unsigned requests = victim->event->setting == SET_SECRET ? 0 :
			    victim->event->ends			 ? SMALL + LARGE :
								   SMALL;

	open_paths(victim);
	victim->out = stage_out(stage, victim->profiler, why);
	victim->out_again = victim->out ? stage_out(stage, victim->profiler, why) :
					  NULL;
	if (!victim->out_again)
		return -1;
	if (own_disk && disk_open(&victim->disk, victim->out, why) < 0)
		return -1;
	if (victim->event->setting == SET_READ_ONLY &&
	    disk_read_only(&victim->disk, why) < 0)
		return -1;
	return costume_init(&victim->costume, victim->event, victim->profiler,
			    &stage->room, requests, why);
}

static int start_tool(struct victim *victim, struct companion *companion,
		      const char *out, const char *log, struct reason *why)
{
	const struct companion_plan plan = {
		.room = &victim->stage->room,
		.profiler = &victim->costume.profiler,
		.workload = victim->workload,
		.out = out,
		.log = log,
		.binary = victim->costume.binary,
		.service = victim->target.pid,
		.workers = victim->event->act == ACT_RECYCLE ? 1 : 0,
	};

	return companion_start(companion, &plan, why);
}

/* The service alone: what attaches is started by us, so that we know its words. */
static int start(struct victim *victim, struct reason *why)
{
	bool attaches = victim->profiler->apply == APPLY_ATTACH;
	struct profiler alone = victim->costume.profiler;
	const struct target_plan plan = {
		.room = &victim->stage->room,
		.profiler = &alone,
		.workload = victim->workload,
		.socket = victim->socket,
		.out = victim->out,
		.log = victim->log,
		.workers = victim->event->act == ACT_RECYCLE ? 1 : 0,
	};

	if (attaches)
		alone.apply = APPLY_BUILD;
	return target_start(&victim->target, &plan, why);
}

static void attach(struct victim *victim)
{
	struct outcome *outcome = victim->outcome;

	/* A tool that refuses has said so, and the service goes on. */
	if (victim->profiler->apply == APPLY_ATTACH)
		start_tool(victim, &victim->companions[0], victim->out,
			   victim->tool_log, &outcome->said);
}

static void request(struct victim *victim, struct client *client)
{
	struct outcome *outcome = victim->outcome;
	struct reason why;
	int status = client_get(client, REQUEST_MS, &why);

	outcome->sent++;
	if (status == 200) {
		victim->requests.cpu_s +=
			(double)client->timing.handler_cpu_ns / 1e9;
		return;
	}
	if (status > 0)
		reason_set(&why, "answered with %d", status);
	if (outcome->failed++ == 0)
		outcome->failure = why;
}

static void request_all(struct victim *victim, bool large)
{
	const struct witness *witness = victim->witness;
	char *url = stage_url_of(victim->stage, 0, victim->workload,
				 large ? witness->large : witness->small);
	struct reason why;
	struct client client;

	if (client_init(&client, url, &why) == 0) {
		for (int i = 0; i < (large ? LARGE : SMALL); i++)
			request(victim, &client);
	}
	if (large)
		victim->requests.large += LARGE;
	else
		victim->requests.small += SMALL;
	client_release(&client);
	free(url);
}

/* The youngest of the first children below PID: the service, whoever started it. */
static pid_t leaf_of(pid_t pid)
{
	for (pid_t next = pid; next > 0;) {
		char *path = path_format("/proc/%ld/task/%ld/children",
					 (long)pid, (long)pid);
		struct reason ignored;
		struct buf text;

		buf_init(&text);
		next = file_read(path, &text, &ignored) == 0 ?
			       (pid_t)strtol(text.text, NULL, 10) :
			       0;
		if (next > 0)
			pid = next;
		buf_release(&text);
		free(path);
	}
	return pid;
}

/* Tell the worker to end; its supervisor starts another. */
static int recycle(struct victim *victim, struct reason *why)
{
	static const struct timespec pause = { .tv_nsec = NS_PER_MS };
	int64_t until = clock_wall_ns() + AGAIN_S * NS_PER_S;
	pid_t worker = leaf_of(victim->target.pid);

	if (worker == victim->target.pid)
		return reason_set(why, "the supervisor has no worker");
	kill(worker, SIGTERM);
	while (kill(worker, 0) == 0) {
		if (clock_wall_ns() > until)
			return reason_set(why, "the worker does not end");
		nanosleep(&pause, NULL);
	}
	return 0;
}

/* Its words go to another log: that one is attached is what the first one said. */
static void attach_again(struct victim *victim)
{
	struct reason why;
	char *log;

	if (victim->profiler->apply != APPLY_ATTACH)
		return;
	log = path_format("%s.again", victim->tool_log);
	unlink(log);
	if (start_tool(victim, &victim->companions[1], victim->out_again, log,
		       &why) < 0)
		reason_set(&victim->outcome->aside,
			   "the second one is refused: %.400s", why.text);
	free(log);
}

static int strike(struct victim *victim, struct reason *why)
{
	struct reason ignored;

	switch (victim->event->act) {
	case ACT_SIGNAL:
		kill(leaf_of(victim->target.pid), victim->event->signal);
		return 0;
	case ACT_RECYCLE:
		return recycle(victim, why);
	case ACT_FILL:
		return disk_fill(&victim->disk, why);
	case ACT_ATTACH:
		attach_again(victim);
		return 0;
	case ACT_DETACH:
		companion_stop(&victim->companions[0], &ignored);
		return 0;
	default:
		return 0; /* nothing, or the service does it by itself */
	}
}

/* What is served after the tool has gone is not in its profile. */
static int serve_and_detach(struct victim *victim, struct reason *why)
{
	struct served_requests before;

	request_all(victim, true);
	before = victim->requests;
	if (strike(victim, why) < 0)
		return -1;
	request_all(victim, false);
	victim->requests = before;
	return 0;
}

static int serve(struct victim *victim, struct reason *why)
{
	if (victim->event->act == ACT_DETACH)
		return serve_and_detach(victim, why);
	request_all(victim, false);
	if (!victim->event->ends && strike(victim, why) < 0)
		return -1;
	request_all(victim, true);
	if (victim->event->ends && strike(victim, why) < 0)
		return -1;
	return 0;
}

static void stop_service(struct victim *victim)
{
	struct outcome *outcome = victim->outcome;
	pid_t pid = victim->target.pid;

	if (!victim->event->ends)
		kill(pid, SIGTERM);
	outcome->late = proc_wait(pid, END_S * NS_PER_S, &outcome->status,
				  NULL) == 0;
	if (outcome->late) {
		/* Its group is its own. */
		kill(-pid, SIGKILL);
		proc_wait(pid, -1, &outcome->status, NULL);
	}
	victim->target.pid = 0;
}

/* A tool whose service has ended has a moment to notice by itself. */
static void stop_tools(struct victim *victim, bool wait)
{
	struct reason ignored;

	for (size_t i = 0; i < 2; i++) {
		struct companion *companion = &victim->companions[i];

		if (wait && companion->pid > 0 &&
		    proc_wait(companion->pid, TOOL_S * NS_PER_S, NULL, NULL) != 0)
			companion_ended(companion);
		else
			companion_stop(companion, &ignored);
	}
}

static void stop(struct victim *victim)
{
	if (victim->target.pid <= 0)
		return;
	victim->outcome->wrapped =
		victim->profiler->wrap && victim->event->act != ACT_RECYCLE &&
		victim->target.family.count > 1;
	if (!victim->event->ends)
		stop_tools(victim, false);
	stop_service(victim);
	stop_tools(victim, true);
	disk_empty(&victim->disk);
}

static void read_profile(struct victim *victim)
{
	struct outcome *outcome = victim->outcome;
	char *text = path_format("%s/live/torture", victim->stage->room.path);
	const struct capture capture = { .profiler = victim->profiler,
					 .out = victim->out,
					 .binary = victim->costume.binary,
					 .text = text };
	struct evidence evidence;

	evidence_init(&evidence);
	outcome->written_bytes = dir_size(victim->out);
	outcome->read = dir_make(text, &outcome->unread) == 0 &&
			victim->profiler->read(&capture, &evidence,
					       &outcome->unread) == 0;
	if (outcome->read)
		outcome->measure_count =
			witness_measure(victim->witness, &evidence,
					&victim->requests, outcome->measures);
	evidence_release(&evidence);
	dir_remove(text);
	free(text);
}

static void collect_words(const struct victim *victim, struct buf *words)
{
	struct reason ignored;

	/* One that was never started has no log. */
	file_read(victim->log, words, &ignored);
	file_read(victim->tool_log, words, &ignored);
}

static void release(struct victim *victim)
{
	disk_close(&victim->disk);
	costume_release(&victim->costume);
	if (victim->out)
		dir_remove(victim->out);
	if (victim->out_again)
		dir_remove(victim->out_again);
	free(victim->out);
	free(victim->out_again);
	free(victim->socket);
	free(victim->log);
	free(victim->tool_log);
}

void victim_run(struct stage *stage, const struct event *event,
		const struct profiler *profiler, const struct witness *witness,
		struct outcome *outcome, struct buf *words)
{
	struct victim victim = {
		.stage = stage,
		.event = event,
		.profiler = profiler,
		.witness = witness,
		.workload = workload_by_name(witness->workload),
		.outcome = outcome,
	};
	int64_t since = clock_wall_ns();

	*outcome = (struct outcome){ .possible = true };
	if (prepare(&victim, &outcome->why) < 0) {
		outcome->possible = false;
		goto out;
	}
	outcome->started = start(&victim, &outcome->why) == 0;
	if (outcome->started) {
		attach(&victim);
		outcome->possible = serve(&victim, &outcome->why) == 0;
		stop(&victim);
	}
	if (profiler->read && outcome->possible)
		read_profile(&victim);
	collect_words(&victim, words);
out:
	release(&victim);
	outcome->took_s = (double)(clock_wall_ns() - since) / 1e9;
}
