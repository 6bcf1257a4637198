/* companion.c: the tool that is started beside a running service. */
#include "companion.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/proc.h"
#include "bench/command.h"

enum { ATTACH_S = 30, STOP_S = 60 };

static const struct timespec pause_between = { .tv_nsec = NS_PER_MS };

/* /proc/PID/stat: "PID (NAME) STATE PARENT ...", where NAME may hold anything. */
static pid_t parent_of(const char *pid)
{
	char *path = path_format("/proc/%s/stat", pid);
	struct reason ignored;
	struct buf text;
	const char *close;
	long parent = 0;

	buf_init(&text);
	if (file_read(path, &text, &ignored) == 0) {
		close = strrchr(text.text, ')');
		if (close && strlen(close) > 4)
			parent = strtol(close + 4, NULL, 10);
	}
	buf_release(&text);
	free(path);
	return (pid_t)parent;
}

/* It has become the service, and is no longer what starts it. */
static bool runs(const char *pid, const char *binary)
{
	char *link = path_format("/proc/%s/exe", pid);
	char program[4096];
	ssize_t length = readlink(link, program, sizeof(program) - 1);

	free(link);
	if (length < 0)
		return false;
	program[length] = '\0';
	return strcmp(program, binary) == 0;
}

/* The workers of SUPERVISOR that run BINARY, as "pid,pid"; how many. */
static int find_workers(pid_t supervisor, const char *binary, struct buf *pids)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	int count = 0;

	buf_clear(pids);
	while (proc && (entry = readdir(proc))) {
		const char *name = entry->d_name;

		if (*name < '1' || *name > '9' ||
		    parent_of(name) != supervisor || !runs(name, binary))
			continue;
		buf_addf(pids, "%s%s", count++ ? "," : "", name);
	}
	if (proc)
		closedir(proc);
	return count;
}

/* Fill PIDS with the processes to watch, waiting until all of them run. */
static int find_pids(const struct companion_plan *plan, struct buf *pids,
		     struct reason *why)
{
	int64_t until = clock_wall_ns() + ATTACH_S * NS_PER_S;

	if (plan->workers == 0) {
		buf_addf(pids, "%ld", (long)plan->service);
		return 0;
	}
	while (find_workers(plan->service, plan->binary, pids) <
	       plan->workers) {
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

static int ended_early(struct companion *companion, const char *name,
		       int status, struct reason *why)
{
	char *line = file_last_line(companion->log);
	char text[64];

	companion->pid = 0;
	reason_set(why, "%s did not attach (%s)%s%s", name,
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
			return ended_early(companion, profiler->name, status,
					   why);
		if (clock_wall_ns() > until)
			return reason_set(why, "%s is not attached after %d s",
					  profiler->name, ATTACH_S);
		nanosleep(&pause_between, NULL);
	}
	return 0;
}

static int spawn(struct companion *companion, const struct companion_plan *plan,
		 const char *pids, struct reason *why)
{
	const struct expansion expansion = { plan->out, pids, plan->binary };
	struct command command = { .count = 0 };
	/* On the service's CPU, so that its cost is not the client's. */
	struct proc_start start = { .output = companion->log,
				    .cpu_plus_1 = plan->cpu_plus_1,
				    .own_group = true };

	command_expand(&command, plan->profiler->attach, &expansion);
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
	struct buf pids;
	int status;

	companion->pid = 0;
	companion->log = path_format("%s/log/attach-%ld.log", plan->room->path,
				     (long)plan->service);
	buf_init(&pids);
	status = find_pids(plan, &pids, why);
	if (status == 0)
		status = spawn(companion, plan, pids.text, why);
	if (status == 0)
		status = wait_attached(companion, plan->profiler, why);
	buf_release(&pids);
	if (status < 0)
		companion_stop(companion);
	return status;
}

int companion_stop(struct companion *companion)
{
	int killed = 0;

	if (companion->pid > 0)
		killed = proc_stop(companion->pid, SIGINT, STOP_S * NS_PER_S,
				   NULL);
	companion->pid = 0;
	if (companion->log)
		unlink(companion->log);
	free(companion->log);
	companion->log = NULL;
	return killed;
}
