/* served.c: one endpoint under one profiler, kept alive until it is told to stop. */
#include "served.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/die.h"
#include "base/file.h"
#include "base/proc.h"
#include "base/signals.h"
#include "bench/follow.h"
#include "export/form.h"

/*
 * What cannot live at all, not even so long, shall not keep the machine busy: each time
 * it is left alone for twice as long, up to a limit.
 */
enum { PROVEN_MS = 1000, PAUSE_MS = 200, PAUSES_MOST = 7 };

/* It lives from when it answers; 0 when it does not. */
static int start(struct served *served, struct reason *why)
{
	int status = target_start(&served->target, &served->plan, why);

	served->since_ns = status < 0 ? 0 : clock_wall_ns();
	return status;
}

int served_start(struct served *served, const struct room *room,
		 const struct profiler *profiler,
		 const struct workload *workload, char *socket, int workers,
		 struct reason *why)
{
	char *name = path_format("%s-%s", profiler->name, workload->name);
	char *old = path_format("%s/out/%s", room->path, name);

	*served = (struct served){
		.plan = { .room = room,
			  .profiler = profiler,
			  .workload = workload,
			  .socket = socket,
			  .log = path_format("%s/log/%s.log", room->path, name),
			  .workers = workers,
			  .batch = true },
	};
	/* What an earlier service left there is not of this one. */
	dir_remove(old);
	served->plan.out = room_out(room, name, profiler, why);
	free(name);
	free(old);
	if (!served->plan.out)
		return -1;
	return start(served, why);
}

static bool reap_companion(struct served *served, pid_t pid, const char *how)
{
	for (size_t i = 0; i < COMPANION_MAX; i++) {
		struct companion *companion = &served->target.companions[i];

		if (companion->pid != pid)
			continue;
		warn("%s no longer watches %s, process %s (%s)",
		     served->plan.profiler->name, served->plan.workload->name,
		     companion->id, how);
		companion_ended(companion);
		return true;
	}
	return false;
}

/* It has ended, or not come up: set when it is started again, and say it after HOW. */
static void put_off(struct served *served, const char *how)
{
	int64_t now = clock_wall_ns();
	int64_t pause_ms;

	served->again_ns = now;
	if (served->since_ns && now - served->since_ns >= PROVEN_MS * NS_PER_MS) {
		served->pauses = 0;
		warn("%s; starting it again", how);
		return;
	}
	pause_ms = PAUSE_MS << served->pauses;
	if (served->pauses < PAUSES_MOST)
		served->pauses++;
	served->again_ns += pause_ms * NS_PER_MS;
	warn("%s, soon after its start; starting it again in %.1f s", how,
	     (double)pause_ms / 1000);
}

bool served_reap(struct served *served, pid_t pid, int status)
{
	char text[64], how[160];
	struct reason ignored;

	proc_status_text(status, text, sizeof(text));
	if (reap_companion(served, pid, text))
		return true;
	if (served->target.pid != pid)
		return false;
	/* Its companions, too, since what they watched is gone. */
	served->target.pid = 0;
	for (size_t i = 0; i < COMPANION_MAX; i++)
		companion_stop(&served->target.companions[i], &ignored);
	snprintf(how, sizeof(how), "%s ended (%s)", served->plan.workload->name,
		 text);
	put_off(served, how);
	return true;
}

void served_revive(struct served *served)
{
	struct reason why;

	if (!served->again_ns || clock_wall_ns() < served->again_ns)
		return;
	served->again_ns = 0;
	served->unwatched.text[0] = '\0';
	/* Told to end, we have given up waiting for it. */
	if (start(served, &why) < 0 && !signals_end_wanted())
		put_off(served, why.text);
}

void served_follow(struct served *served)
{
	const char *tool = served->plan.profiler->name;
	struct reason why;
	int added;

	/* What failed once would fail again, and take its time each time. */
	if (served->unwatched.text[0])
		return;
	added = follow_workers(&served->target, &served->plan, &why);
	if (added > 0)
		warn("%s watches %d new workers of %s; what they did before "
		     "is not seen",
		     tool, added, served->plan.workload->name);
	if (added >= 0)
		return;
	served->unwatched = why;
	warn("%s does not watch a new worker of %s: %s", tool,
	     served->plan.workload->name, why.text);
}

/* They change seldom, and to look for them is to look at every process there is. */
static void find_workers(struct served *served)
{
	pid_t supervisor = served->target.pid;
	bool same = served->count == (size_t)served->plan.workers;
	pid_t parent;

	for (size_t i = 0; i < served->count && same; i++)
		same = family_state(served->workers[i], &parent) &&
		       parent == supervisor;
	if (same)
		return;
	served->count = family_children(supervisor, served->workers,
					WATCHED_MAX);
	if (served->count > WATCHED_MAX)
		served->count = WATCHED_MAX;
}

static void wake(const struct served *served, pid_t pid)
{
	pid_t parent;

	if (family_state(pid, &parent) != 'T')
		return;
	warn("process %ld of %s was stopped; it goes on", (long)pid,
	     served->plan.workload->name);
	kill(pid, SIGCONT);
}

void served_wake(struct served *served)
{
	if (served->target.pid <= 0)
		return;
	find_workers(served);
	wake(served, served->target.pid);
	for (size_t i = 0; i < served->count; i++)
		wake(served, served->workers[i]);
}

void served_stop(struct served *served)
{
	target_stop(&served->target);
	unlink(served->plan.socket);
}

void served_save(const struct served *served, const char *results)
{
	const struct profiler *profiler = served->plan.profiler;
	char *text = path_format("%s/%s/%s", results, profiler->name,
				 served->plan.workload->name);
	struct evidence evidence;
	struct reason why;
	char *binary = room_binary(served->plan.room, profiler->flavour, &why);
	struct capture capture = { .profiler = profiler,
				   .out = served->plan.out,
				   .binary = binary,
				   .text = text };

	if (!profiler->read || !served->plan.out)
		goto out;
	evidence_init(&evidence);
	dir_remove(text);
	if (!binary || dir_make(text, &why) < 0 ||
	    profiler->read(&capture, &evidence, &why) < 0 ||
	    evidence_save(&evidence, text, &why) < 0 ||
	    form_save_all(text, profiler->name, served->plan.workload->name,
			  &evidence, &why) < 0)
		warn("%s %s: no data: %s", profiler->name,
		     served->plan.workload->path, why.text);
	else
		printf("%s %s: profile of %u processes in %s\n", profiler->name,
		       served->plan.workload->path, evidence.processes, text);
	evidence_release(&evidence);
out:
	free(binary);
	free(text);
}

void served_release(struct served *served)
{
	free((char *)served->plan.socket);
	free((char *)served->plan.out);
	free((char *)served->plan.log);
}
