/* companion.c: the tool that is started beside a running service. */
#include "companion.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/proc.h"
#include "bench/command.h"
#include "bench/family.h"
#include "bench/leash.h"

enum { ATTACH_S = 30, STOP_S = 60, STOP_AGAIN_MS = 300 };

static const struct timespec pause_between = { .tv_nsec = NS_PER_MS };

/* Find the processes to watch, waiting until all of them run. */
static int find_pids(struct companion *companion,
		     const struct companion_plan *plan, struct reason *why)
{
	int64_t until = clock_wall_ns() + ATTACH_S * NS_PER_S;

	companion->watched[0] = plan->service;
	companion->count = 1;
	while (plan->workers > 0) {
		companion->count = family_members(plan->service, plan->binary,
						  companion->watched,
						  WATCHED_MAX);
		if (companion->count > WATCHED_MAX)
			companion->count = WATCHED_MAX;
		if (companion->count >= (size_t)plan->workers)
			break;
		if (clock_wall_ns() > until)
			return reason_set(why,
					  "%s cannot attach: not all of the "
					  "%d workers run after %d s",
					  plan->profiler->name, plan->workers,
					  ATTACH_S);
		nanosleep(&pause_between, NULL);
	}
	return 0;
}

/* "pid,pid"; malloc'd. */
static char *list_pids(const struct companion *companion)
{
	struct buf pids;

	buf_init(&pids);
	for (size_t i = 0; i < companion->count; i++)
		buf_addf(&pids, "%s%ld", i ? "," : "",
			 (long)companion->watched[i]);
	if (pids.failed)
		abort();
	return buf_detach(&pids);
}

/* What it printed holds the word that tells that it is attached. */
static bool is_attached(const struct companion *companion, const char *word)
{
	struct reason ignored;
	struct buf text;
	bool found;

	buf_init(&text);
	found = file_read(companion->log, &text, &ignored) == 0 &&
		memmem(text.text, text.len, word, strlen(word)) != NULL;
	buf_release(&text);
	return found;
}

static int ended_early(struct companion *companion, const char *what,
		       int status, struct reason *why)
{
	char *line = file_last_line(companion->log);
	char text[64];

	companion->pid = 0;
	reason_set(why, "%s %s (%s)%s%.300s", companion->name, what,
		   proc_status_text(status, text, sizeof(text)),
		   *line ? ": " : "", line);
	free(line);
	return -1;
}

static int wait_attached(struct companion *companion,
			 const struct profiler *profiler, struct reason *why)
{
	int64_t until = clock_wall_ns() + ATTACH_S * NS_PER_S;

	while (!is_attached(companion, profiler->attached)) {
		int status;

		if (proc_wait(companion->pid, 0, &status, NULL) != 0)
			return ended_early(companion, "did not attach", status,
					   why);
		if (clock_wall_ns() > until)
			return reason_set(why, "%s is not attached after %d s",
					  profiler->name, ATTACH_S);
		nanosleep(&pause_between, NULL);
	}
	return 0;
}

/* The functions that the workload promises to call: "fib,fibonacci_run". */
static void list_functions(const struct workload *workload, struct buf *names)
{
	struct truth truth = { .count = 0 };
	long args[PARAM_MAX];

	if (!workload)
		return;
	workload_defaults(workload, args);
	workload->truth(args, &truth);
	for (unsigned i = 0; i < truth.count; i++)
		buf_addf(names, "%s%s", i ? "," : "", truth.row[i].function);
}

static int spawn(struct companion *companion, const struct companion_plan *plan,
		 struct reason *why)
{
	struct expansion expansion = { .out = plan->out,
				       .pid = companion->id,
				       .binary = plan->binary };
	struct command command = { .count = 0 };
	/* On the service's CPU, so that its cost is not the client's. */
	struct proc_start start = { .output = companion->log,
				    .cpu_plus_1 = plan->cpu_plus_1,
				    .own_group = true };

	static const char *const leash[] = { LEASH, NULL };
	struct buf functions;

	buf_init(&functions);
	list_functions(plan->workload, &functions);
	expansion.functions = functions.text;
	command_add_words(&command, leash);
	command_add(&command, "%ld", (long)getpid());
	command_expand(&command, plan->profiler->attach, &expansion);
	buf_release(&functions);
	start.argv = (const char *const *)command.words;
	companion->pid = proc_spawn(&start, why);
	command_release(&command);
	if (companion->pid > 0)
		return 0;
	companion->pid = 0;
	return -1;
}

int companion_start(struct companion *companion,
		    const struct companion_plan *plan, struct reason *why)
{
	struct reason ignored;
	int status;

	*companion = (struct companion){
		.name = plan->profiler->name,
		.stop_signal = plan->profiler->stop_signal ?
				       plan->profiler->stop_signal :
				       SIGINT,
		.keep_log = plan->log != NULL,
		.log = plan->log ? path_format("%s", plan->log) :
				   path_format("%s/log/attach-%ld.log",
					       plan->room->path,
					       (long)plan->service),
	};
	status = find_pids(companion, plan, why);
	companion->id = list_pids(companion);
	if (status == 0)
		status = spawn(companion, plan, why);
	if (status == 0)
		status = wait_attached(companion, plan->profiler, why);
	if (status < 0)
		companion_stop(companion, &ignored);
	return status;
}

bool companion_watches(const struct companion *companion, pid_t pid)
{
	for (size_t i = 0; i < companion->count && companion->pid > 0; i++) {
		if (companion->watched[i] == pid)
			return true;
	}
	return false;
}

size_t companion_alive(const struct companion *companion)
{
	size_t alive = 0;

	for (size_t i = 0; i < companion->count && companion->pid > 0; i++)
		alive += kill(companion->watched[i], 0) == 0;
	return alive;
}

void companion_ended(struct companion *companion)
{
	struct reason ignored;

	companion->pid = 0;
	companion_stop(companion, &ignored);
}

/*
 * SIGTERM is sent again and again: bpftrace 0.17 forgets a signal that comes while it
 * does not wait for events. Not so SIGINT, of which a second one may mean: at once.
 */
static int stop_tool(pid_t pid, int signal)
{
	int64_t until = clock_wall_ns() + STOP_S * NS_PER_S;

	while (signal == SIGTERM && clock_wall_ns() < until) {
		kill(pid, signal);
		if (proc_wait(pid, STOP_AGAIN_MS * NS_PER_MS, NULL, NULL) != 0)
			return 0;
	}
	return proc_stop(pid, signal, STOP_S * NS_PER_S, NULL);
}

static int end(struct companion *companion, struct reason *why)
{
	int status;

	if (proc_wait(companion->pid, 0, &status, NULL) == 1)
		return ended_early(companion, "had ended before it was told to",
				   status, why);
	if (stop_tool(companion->pid, companion->stop_signal) == 0)
		return 0;
	reason_set(why, "%s did not end when it was told to", companion->name);
	return 1;
}

int companion_stop(struct companion *companion, struct reason *why)
{
	int status = companion->pid > 0 ? end(companion, why) : 0;

	companion->pid = 0;
	if (companion->log && !companion->keep_log)
		unlink(companion->log);
	free(companion->log);
	free(companion->id);
	companion->log = companion->id = NULL;
	companion->count = 0;
	return status;
}
