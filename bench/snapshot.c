/* snapshot.c: what a tool knows just now of one endpoint, without stopping it. */
#include "snapshot.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "bench/family.h"
#include "bench/follow.h"

/*
 * Its name is in a directory of the service's, which may have it lead elsewhere meanwhile:
 * so it is looked up once, and from then on has a name that only we give.
 */
static int open_drop(struct snapshot *snapshot, struct reason *why)
{
	const struct target_plan *plan = &snapshot->served->plan;

	snapshot->given = path_format("%s/live.%d", plan->out,
				      snapshot->number);
	if (room_make(plan->room, snapshot->given, ROOM_THEIRS, why) < 0)
		return -1;
	snapshot->descriptor = open(snapshot->given, O_RDONLY | O_DIRECTORY |
							     O_NOFOLLOW |
							     O_CLOEXEC);
	if (snapshot->descriptor < 0)
		return reason_errno(why, "cannot open %s", snapshot->given);
	snapshot->drop = path_format("/proc/self/fd/%d", snapshot->descriptor);
	return 0;
}

int snapshot_init(struct snapshot *snapshot, const struct served *served,
		  int number, const char *text, struct reason *why)
{
	const struct target_plan *plan = &served->plan;

	*snapshot = (struct snapshot){
		.served = served,
		.number = number,
		.descriptor = -1,
		.into = path_format("%s/%s.in", text, plan->workload->name),
		.text = path_format("%s/%s", text, plan->workload->name),
	};
	if (dir_make(snapshot->into, why) < 0 ||
	    dir_make(snapshot->text, why) < 0)
		return -1;
	return plan->profiler->ask == ASK_WORKERS ? open_drop(snapshot, why) : 0;
}

static void remove_directory(char **path)
{
	if (*path)
		dir_remove(*path);
	free(*path);
	*path = NULL;
}

void snapshot_release(struct snapshot *snapshot)
{
	if (snapshot->drop)
		close(snapshot->descriptor);
	free(snapshot->drop);
	snapshot->drop = NULL;
	remove_directory(&snapshot->given);
	remove_directory(&snapshot->into);
	remove_directory(&snapshot->text);
}

static void add_witness(struct snapshot *snapshot, pid_t pid, const char *id)
{
	struct witness *witness = &snapshot->witnesses[snapshot->count];

	if (snapshot->count == WATCHED_MAX)
		return;
	*witness = (struct witness){ .pid = pid };
	snprintf(witness->id, sizeof(witness->id), "%s", id);
	snapshot->count++;
}

/*
 * "ready.PID": a worker has signed in, if it has not ended since. What it is called
 * becomes part of names of ours, so it is called as a worker would do it.
 */
static int add_worker(const char *path, void *data)
{
	struct snapshot *snapshot = data;
	const char *name = strrchr(path, '/') + 1;
	const char *digits = strchr(name, '.');
	pid_t pid = digits ? (pid_t)strtol(digits + 1, NULL, 10) : 0;
	char wanted[32];

	snprintf(wanted, sizeof(wanted), "ready.%ld", (long)pid);
	if (pid > 1 && strcmp(name, wanted) == 0 &&
	    family_has(snapshot->served->target.pid, pid))
		add_witness(snapshot, pid, digits + 1);
	return 0;
}

static int find_workers(struct snapshot *snapshot, struct reason *why)
{
	const struct target_plan *plan = &snapshot->served->plan;
	size_t wanted = plan->workers > 0 ? (size_t)plan->workers : 1;

	if (snapshot->served->target.pid <= 0)
		return reason_set(why, "%s does not run",
				  plan->workload->name);
	dir_each(plan->out, add_worker, snapshot);
	snapshot->workers = snapshot->count;
	if (snapshot->count < wanted)
		snapshot->count = 0;
	return 0;
}

static int find_companions(struct snapshot *snapshot, struct reason *why)
{
	const struct served *served = snapshot->served;

	for (size_t i = 0; i < COMPANION_MAX; i++) {
		const struct companion *companion =
			&served->target.companions[i];

		if (companion_alive(companion) > 0)
			add_witness(snapshot, companion->pid, companion->id);
	}
	snapshot->workers = follow_watched(&served->target);
	if (snapshot->count == 0)
		return reason_set(why, "%s does not watch %s: %s",
				  served->plan.profiler->name,
				  served->plan.workload->name,
				  served->unwatched.text[0] ?
					  served->unwatched.text :
					  "it has ended");
	return 0;
}

/* The number tells the worker where to write. */
static void ask(struct snapshot *snapshot, const struct witness *witness)
{
	const struct profiler *profiler = snapshot->served->plan.profiler;
	const union sigval number = { .sival_int = snapshot->number };

	if (profiler->ask == ASK_WORKERS)
		sigqueue(witness->pid, SIGUSR2, number);
	if (profiler->ask == ASK_COMPANION)
		kill(witness->pid, profiler->ask_signal);
}

static int ask_all(struct snapshot *snapshot, struct reason *why)
{
	const struct profiler *profiler = snapshot->served->plan.profiler;
	int status = profiler->ask == ASK_COMPANION ?
			     find_companions(snapshot, why) :
			     find_workers(snapshot, why);

	snapshot->asked = live_clock();
	for (size_t i = 0; i < snapshot->count; i++)
		ask(snapshot, &snapshot->witnesses[i]);
	return status;
}

/* 1 when the worker has made its file, -1 when that says why it could not. */
static int is_written(const struct snapshot *snapshot,
		      const struct witness *witness, struct reason *why)
{
	char *path = path_format("%s/done.%s", snapshot->drop, witness->id);
	struct reason ignored;
	struct buf text;
	int status;

	buf_init(&text);
	status = file_read_plain(path, &text, &ignored) == 0;
	if (status == 1 && text.len > 0)
		status = reason_set(why, "worker %s says: %.300s", witness->id,
				    text.text);
	buf_release(&text);
	free(path);
	return status;
}

static int gather(struct snapshot *snapshot, struct witness *witness,
		  struct reason *why)
{
	const struct profiler *profiler = snapshot->served->plan.profiler;
	const struct live live = { .out = snapshot->served->plan.out,
				   .into = snapshot->into,
				   .id = witness->id,
				   .asked = snapshot->asked };
	int status = 1;

	if (witness->done)
		return 1;
	if (profiler->ask == ASK_WORKERS)
		status = is_written(snapshot, witness, why);
	if (status == 1 && profiler->collect)
		status = profiler->collect(&live, why);
	if (status == 0 && kill(witness->pid, 0) < 0)
		status = reason_set(why, "process %ld ended while it was asked",
				    (long)witness->pid);
	witness->done = status == 1;
	return status;
}

/* Not what fcgi/snapshot.c says of it. */
static bool is_output(const char *name)
{
	return strncmp(name, "done.", 5) != 0 && strncmp(name, "draft.", 6) != 0;
}

/* What all have written where they may becomes ours. */
static int take_drop(const struct snapshot *snapshot, struct reason *why)
{
	const struct live live = { .out = snapshot->drop,
				   .into = snapshot->into };

	if (!snapshot->drop || snapshot->served->plan.profiler->collect)
		return 1;
	return live_copy_files(&live, "", is_output, why) < 0 ? -1 : 1;
}

int snapshot_go_on(struct snapshot *snapshot, struct reason *why)
{
	bool whole = true;
	int status = 0;

	if (snapshot->count == 0)
		return ask_all(snapshot, why);
	for (size_t i = 0; i < snapshot->count && status >= 0; i++) {
		status = gather(snapshot, &snapshot->witnesses[i], why);
		whole &= status == 1;
	}
	if (status >= 0 && whole)
		return take_drop(snapshot, why);
	return status < 0 ? -1 : 0;
}

void snapshot_missing(const struct snapshot *snapshot, struct reason *why)
{
	const char *endpoint = snapshot->served->plan.workload->name;
	const char *who =
		snapshot->served->plan.profiler->ask == ASK_COMPANION ?
			snapshot->served->plan.profiler->name :
			"worker";

	reason_set(why, "not all workers of %s run", endpoint);
	for (size_t i = 0; i < snapshot->count; i++) {
		if (!snapshot->witnesses[i].done)
			reason_set(why, "%s %ld of %s is busy", who,
				   (long)snapshot->witnesses[i].pid, endpoint);
	}
}

int snapshot_read(const struct snapshot *snapshot, struct evidence *evidence,
		  struct reason *why)
{
	const struct target_plan *plan = &snapshot->served->plan;
	char *binary = room_binary(plan->room, plan->profiler->flavour, why);
	const struct capture capture = { .profiler = plan->profiler,
					 .out = snapshot->into,
					 .binary = binary,
					 .text = snapshot->text,
					 .live = true };
	int status = binary ? plan->profiler->read(&capture, evidence, why) :
			      -1;

	free(binary);
	return status;
}
