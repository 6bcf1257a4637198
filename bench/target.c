/* target.c: one service under one profiler, from its start to its complete profile. */
#include "target.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/proc.h"
#include "base/signals.h"
#include "bench/command.h"
#include "bench/knock.h"
#include "bench/leash.h"
#include "bench/usage.h"
#include "workloads/spin.h"

/* Valgrind on a busy machine takes its time to start; who has died is not waited for. */
enum { READY_S = 120, STOP_S = 60 };

static void add_spawner(struct command *command, const struct target_plan *plan)
{
	const struct room *room = plan->room;

	command_add(command, "spawn-fcgi");
	command_add(command, "-n");
	command_add(command, "-s");
	command_add(command, "%s", plan->socket);
	command_add(command, "-M");
	command_add(command, "0600");
	command_add(command, "-d");
	command_add(command, "%s", plan->out);
	if (room->user) {
		static const char flags[] = { 'u', 'U', 'g', 'G' };

		for (size_t i = 0; i < sizeof(flags); i++) {
			command_add(command, "-%c", flags[i]);
			if (i < 2)
				command_add(command, "%s", room->user);
			else
				command_add(command, "%u", (unsigned)room->gid);
		}
	}
	command_add(command, "--");
	/* Neither spawn-fcgi nor multiwatch looks in PATH; env does. */
	command_add(command, "/usr/bin/env");
}

/* Set here, since spawn-fcgi's change of user would clear it. */
static void add_leash(struct command *command)
{
	static const char *const leash[] = { LEASH, NULL };

	command_add_words(command, leash);
	command_add(command, "%ld", (long)getpid());
}

static void add_supervisor(struct command *command, int workers)
{
	/* Its parent is multiwatch, whose pid nobody knows yet. */
	static const char *const worker_leash[] = { LEASH_SETTING, NULL };

	command_add(command, "multiwatch");
	command_add(command, "-f");
	command_add(command, "%d", workers);
	/* A worker that dies is started again; one that always dies is not. */
	command_add(command, "-r");
	command_add(command, "50");
	command_add(command, "-t");
	command_add(command, "500");
	/* Its `-s TERM` really sends SIGQUIT (1.0.0); SIGUSR1 is its default. */
	command_add(command, "--");
	command_add(command, "/usr/bin/env");
	command_add_words(command, worker_leash);
}

/* Sanitizers and the like are told through these. */
static void pass_on(struct command *command, const char *name)
{
	const char *value = getenv(name);

	if (value)
		command_add(command, "%s=%s", name, value);
}

/*
 * What the tool wants of the environment: a preload, or all else. The latter may hold
 * bytes that multiwatch refuses as a word, so it goes around it; a preload must not.
 */
static void add_wanted(struct command *command, const char *const *words,
		       bool preload, const struct expansion *expansion)
{
	static const char name[] = "LD_PRELOAD=";

	for (; words && *words; words++) {
		const char *const one[] = { *words, NULL };

		if ((strncmp(*words, name, strlen(name)) == 0) == preload)
			command_expand(command, one, expansion);
	}
}

static void add_environment(struct command *command,
			    const struct target_plan *plan,
			    const struct expansion *expansion)
{
	const struct profiler *profiler = plan->profiler;
	char spin[64];

	command_add(command, "env");
	command_add(command, "-i");
	command_add(command, "PATH=/usr/local/bin:/usr/bin:/bin");
	command_add(command, "TMPDIR=%s/tmp", plan->room->path);
	command_add(command, "TARE_PROFILER=%s", profiler->name);
	command_add(command, "TARE_PROFILE_DIR=%s", plan->out);
	pass_on(command, "ASAN_OPTIONS");
	pass_on(command, "UBSAN_OPTIONS");
	pass_on(command, "LSAN_OPTIONS");
	command_add(command, "TARE_SPIN=%s",
		    spin_scale_text(spin, sizeof(spin)));
	/* In a bench for every arm, if 0, so that all say it and none is odd. */
	if (!plan->workers)
		command_add(command, "TARE_INJECT=%.6f", plan->inject);
	add_wanted(command, profiler->env, false, expansion);
	/* Its size shifts the stack, and with it many an alignment. */
	command_add(command, "TARE_PAD=%0*d", (int)plan->pad + 1, 0);
}

static void build_command(struct command *command,
			  const struct target_plan *plan, const char *binary)
{
	const struct expansion expansion = { .out = plan->out,
					     .binary = binary };

	add_spawner(command, plan);
	add_leash(command);
	add_environment(command, plan, &expansion);
	if (plan->workers) {
		add_supervisor(command, plan->workers);
		command_add(command, "env");
	}
	add_wanted(command, plan->profiler->env, true, &expansion);
	command_expand(command, plan->profiler->wrap, &expansion);
	command_add(command, "%s", binary);
	command_add(command, "--only");
	command_add(command, "%s", plan->workload->name);
	if (plan->batch)
		command_add(command, "--batch");
}

bool target_listens(const char *path)
{
	int knock = knock_open(path);

	return knock >= 0 && close(knock) == 0;
}

static int ended_early(const struct target_plan *plan, int status,
		       const char *log, struct reason *why)
{
	char text[64];
	char *line = file_last_line(log);

	reason_set(why, "%s under %s ended at its start (%s)%s%s",
		   plan->workload->name, plan->profiler->name,
		   proc_status_text(status, text, sizeof(text)),
		   *line ? ": " : "", line);
	free(line);
	return -1;
}

/* Wait for an answer on KNOCK, which is -1 until something listens. */
static int wait_knocking(struct target *target, const struct target_plan *plan,
			 int *knock, const char *log, struct reason *why)
{
	static const struct timespec pause = { .tv_nsec = 200 * NS_PER_US };
	int64_t until = clock_wall_ns() + READY_S * NS_PER_S;
	int answer = 0;

	while (*knock < 0 || (answer = knock_answered(*knock, 1)) <= 0) {
		int status;

		if (proc_wait(target->pid, 0, &status, NULL) != 0) {
			target->pid = 0;
			return ended_early(plan, status, log, why);
		}
		if (signals_end_wanted())
			return reason_set(why, "told to end before %s answers",
					  plan->workload->name);
		if (clock_wall_ns() > until)
			return reason_set(why,
					  "%s under %s does not answer after "
					  "%d s",
					  plan->workload->name,
					  plan->profiler->name, READY_S);
		if (answer < 0) {
			close(*knock);
			*knock = -1;
		}
		if (*knock < 0)
			*knock = knock_open(plan->socket);
		if (*knock < 0)
			nanosleep(&pause, NULL);
	}
	return 0;
}

static int wait_until_ready(struct target *target,
			    const struct target_plan *plan, const char *log,
			    struct reason *why)
{
	int knock = -1;
	int status = wait_knocking(target, plan, &knock, log, why);

	if (knock >= 0)
		close(knock);
	return status;
}

/* Without a wrapper or a supervisor, what we started has become the service. */
static void find_family(struct target *target, const struct target_plan *plan,
			const char *binary)
{
	target->family.pids[0] = target->pid;
	target->family.count = 1;
	if (plan->profiler->wrap && !plan->workers)
		family_find(&target->family, target->pid, binary);
}

/* Start the tool that watches from beside, if it is one. */
static int attach(struct target *target, const struct target_plan *plan,
		  const char *binary, struct reason *why)
{
	const struct companion_plan beside = { .room = plan->room,
					       .profiler = plan->profiler,
					       .workload = plan->workload,
					       .out = plan->out,
					       .binary = binary,
					       .service = target->pid,
					       .workers = plan->workers,
					       .cpu_plus_1 = plan->cpu_plus_1 };
	int64_t since = clock_wall_ns();
	int status;

	if (plan->profiler->apply != APPLY_ATTACH)
		return 0;
	status = companion_start(&target->companions[0], &beside, why);
	target->attach_ns = clock_wall_ns() - since;
	return status;
}

/* `none` may be another binary: a sanitized one, or the user's own build. */
static char *choose_binary(const struct target_plan *plan, struct reason *why)
{
	const struct profiler *profiler = plan->profiler;
	const char *own = getenv("TARE_APP");

	if (own && *own && profiler->apply == APPLY_NONE)
		return path_format("%s", own);
	return room_binary(plan->room, profiler->flavour, why);
}

int target_start(struct target *target, const struct target_plan *plan,
		 struct reason *why)
{
	struct command command = { .count = 0 };
	char *binary = choose_binary(plan, why);
	char *log = plan->log ? path_format("%s", plan->log) :
				path_format("%s/log/targets.log",
					    plan->room->path);
	struct proc_start start = { .output = log,
				    .cpu_plus_1 = plan->cpu_plus_1,
				    .own_group = true };
	int status = -1;

	*target = (struct target){ 0 };
	if (!binary)
		goto out;
	unlink(plan->socket);
	build_command(&command, plan, binary);
	start.argv = (const char *const *)command.words;
	target->start_ns = clock_wall_ns();
	target->pid = proc_spawn(&start, why);
	if (target->pid < 0) {
		target->pid = 0;
		target->start_ns = 0;
		goto out;
	}
	status = wait_until_ready(target, plan, log, why);
	target->start_ns = clock_wall_ns() - target->start_ns;
	if (status == 0)
		find_family(target, plan, binary);
	if (status == 0)
		status = attach(target, plan, binary, why);
	if (status < 0)
		target_stop(target);
out:
	command_release(&command);
	free(binary);
	free(log);
	return status;
}

static void stop_companions(struct target *target)
{
	struct reason why;

	for (size_t i = 0; i < COMPANION_MAX; i++) {
		int status = companion_stop(&target->companions[i], &why);

		target->killed |= status > 0;
		target->unwatched |= status < 0;
		if (status != 0)
			target->why = why;
	}
}

void target_stop(struct target *target)
{
	int64_t since;

	if (target->pid <= 0)
		return;
	target->peak_rss_bytes = family_peak_rss(&target->family);
	since = clock_wall_ns();
	target->killed = target->unwatched = false;
	stop_companions(target);
	if (proc_stop(target->pid, SIGTERM, STOP_S * NS_PER_S, NULL) != 0) {
		target->killed = true;
		reason_set(&target->why, "the service did not end on SIGTERM");
	}
	target->stop_ns = clock_wall_ns() - since;
	target->pid = 0;
}

int64_t target_service_cpu_ns(const struct target *target)
{
	return target->pid > 0 ? usage_cpu_ns(target->family.pids[0]) : -1;
}

int64_t target_cpu_ns(const struct target *target)
{
	int64_t service = target->pid > 0 ? family_cpu_ns(&target->family) : -1;
	int64_t beside = usage_cpu_ns(target->companions[0].pid);

	return service >= 0 && beside >= 0 ? service + beside : service;
}
