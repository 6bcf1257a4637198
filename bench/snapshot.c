/* snapshot.c: what a tool knows just now of one endpoint, without stopping it. */
#include "snapshot.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "bench/family.h"
#include "bench/follow.h"

int snapshot_init(struct snapshot *snapshot, const struct served *served,
		  int number, const char *text, struct reason *why)
{
	const struct target_plan *plan = &served->plan;

	*snapshot = (struct snapshot){
		.served = served,
		.into = path_format("%s/live.%d", plan->out, number),
		.text = path_format("%s/%s", text, plan->workload->name),
	};
	if (dir_make(snapshot->into, why) < 0 ||
	    room_hand_over(plan->room, snapshot->into, why) < 0 ||
	    dir_make(snapshot->text, why) < 0)
		return -1;
	return 0;
}

void snapshot_release(struct snapshot *snapshot)
{
	if (snapshot->into)
		dir_remove(snapshot->into);
	if (snapshot->text)
		dir_remove(snapshot->text);
	free(snapshot->into);
	free(snapshot->text);
	snapshot->into = snapshot->text = NULL;
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

/* "ready.PID": a worker has signed in, if it has not ended since. */
static int add_worker(const char *path, void *data)
{
	static const char mark[] = "ready.";
	struct snapshot *snapshot = data;
	const char *name = strrchr(path, '/') + 1;
	pid_t pid;

	if (strncmp(name, mark, strlen(mark)) != 0)
		return 0;
	pid = (pid_t)strtol(name + strlen(mark), NULL, 10);
	if (pid > 1 && family_has(snapshot->served->target.pid, pid))
		add_witness(snapshot, pid, name + strlen(mark));
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

/* The one in whose name live.N ends tells the worker where to write. */
static void ask(struct snapshot *snapshot, const struct witness *witness)
{
	const struct profiler *profiler = snapshot->served->plan.profiler;
	const union sigval number = {
		.sival_int = (int)strtol(strrchr(snapshot->into, '.') + 1, NULL,
					 10),
	};

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
	char *path = path_format("%s/done.%s", snapshot->into, witness->id);
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
	return status < 0 ? -1 : whole;
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
