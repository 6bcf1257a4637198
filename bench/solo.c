/* solo.c: a workload under a profiler with no server: straight from the shell. */
#include "bench/solo.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/proc.h"
#include "bench/command.h"
#include "bench/companion.h"
#include "bench/room.h"

enum { REPEAT_MOST = 100000, TRIAL = 20, TRIES = 3, PATIENCE_S = 600 };

struct solo {
	const struct solo_plan *plan;
	struct room room; /* for its files; the program runs as we do */
	char *out, *binary;
	long repeat;
	double cpu_s; /* of the watched program, once it has ended */
};

/* "--run NAME PARAMETERS --repeat N" */
static void add_program(struct command *command, const struct solo *solo,
			long repeat)
{
	command_add(command, "%s", solo->binary);
	command_add(command, "--run");
	command_add(command, "%s", solo->plan->workload->name);
	for (int i = 0; i < solo->plan->word_count; i++)
		command_add(command, "%s", solo->plan->words[i]);
	command_add(command, "--repeat");
	command_add(command, "%ld", repeat);
}

/*
 * Where its files are, watched or not: one written to a disk takes ten times what it
 * takes in memory.
 */
static void add_place(struct command *env)
{
	command_add(env, "TMPDIR=%s",
		    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
}

/* Run it, unwatched, to learn what it takes: CPU time, ns. -1 with WHY. */
static double time_runs(const struct solo *solo, struct reason *why)
{
	struct command command = { .count = 0 }, env = { .count = 0 };
	struct proc_start how = { .argv = NULL };
	struct json_object *json = NULL;
	struct buf text;
	double ns = -1;

	buf_init(&text);
	add_program(&command, solo, solo->repeat);
	add_place(&env);
	/* Built with -pg it writes when it ends: where we are, if not told where. */
	command_add(&env, "GMON_OUT_PREFIX=%s/log/trial", solo->room.path);
	how.argv = (const char *const *)command.words;
	how.env = (const char *const *)env.words;
	if (proc_run_start(&how, &text, why) == 0)
		json = json_parse(text.text, text.len, "tare-app's answer",
				  why);
	if (json)
		ns = json_get_number(json_get(json, "timing"), "cpu_ns", 1);
	json_object_put(json);
	command_release(&command);
	command_release(&env);
	buf_release(&text);
	return ns;
}

/*
 * Samples are many only when there is time; a count is exact at once. A first run is
 * far slower than the next (page faults, cold caches), so trials are longer and longer,
 * up to the TRIAL part of what is wanted. One that seems to be so long is repeated: on
 * a shared machine any may have waited for the neighbours.
 */
static int choose_repeat(struct solo *solo, struct reason *why)
{
	unsigned exact = KIND_COUNTING | KIND_TRACING | KIND_ALLOCATION;
	unsigned kind = solo->plan->profiler->kind;
	double wanted = solo->plan->seconds * 1e9, ns;

	solo->repeat = 1;
	while ((ns = time_runs(solo, why)) >= 0) {
		if (!(kind & KIND_SAMPLING) || kind & exact)
			return 0;
		for (int i = 1; i < TRIES && ns >= wanted / TRIAL; i++)
			ns = fmin(ns, time_runs(solo, why));
		if (ns < 0 || ns >= wanted / TRIAL ||
		    solo->repeat == REPEAT_MOST)
			break;
		solo->repeat = (long)fmin(REPEAT_MOST, 4.0 * (double)solo->repeat);
	}
	if (ns < 0)
		return -1;
	solo->repeat = (long)fmin(REPEAT_MOST, ceil((double)solo->repeat *
						    wanted / fmax(ns, 1)));
	return 0;
}

/* The program stops itself first, until the tool is attached to it. */
static void add_pause(struct command *command)
{
	static const char *const words[] = {
		"sh", "-c", "kill -STOP $$; exec \"$@\"", "sh", NULL
	};

	command_add_words(command, words);
}

/* Its output is not wanted: an answer, as to anybody. */
static pid_t start(const struct solo *solo, struct reason *why)
{
	const struct profiler *profiler = solo->plan->profiler;
	const struct expansion expansion = { .out = solo->out,
					     .binary = solo->binary };
	struct command argv = { .count = 0 }, env = { .count = 0 };
	char *log = path_format("%s/log/program", solo->room.path);
	struct proc_start how = { .output = log };
	pid_t pid;

	if (profiler->apply == APPLY_ATTACH)
		add_pause(&argv);
	command_expand(&argv, profiler->wrap, &expansion);
	add_program(&argv, solo, solo->repeat);
	command_expand(&env, profiler->env, &expansion);
	add_place(&env);
	/* Built with -pg it writes when it ends: where we are, if not told where. */
	command_add(&env, "GMON_OUT_PREFIX=%s/log/trial", solo->room.path);
	how.argv = (const char *const *)argv.words;
	how.env = (const char *const *)env.words;
	pid = proc_spawn(&how, why);
	command_release(&argv);
	command_release(&env);
	free(log);
	return pid;
}

static double cpu_seconds(const struct rusage *usage)
{
	return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) +
	       1e-6 * (double)(usage->ru_utime.tv_usec +
			       usage->ru_stime.tv_usec);
}

static int finish(struct solo *solo, pid_t pid, struct reason *why)
{
	const char *name = solo->plan->profiler->name;
	struct rusage usage;
	int status = 0;
	char text[64];

	if (proc_wait(pid, PATIENCE_S * NS_PER_S, &status, &usage) != 1) {
		proc_stop(pid, SIGTERM, NS_PER_S, NULL);
		return reason_set(why, "%s did not end within %d s", name,
				  PATIENCE_S);
	}
	solo->cpu_s = cpu_seconds(&usage);
	if (status == 0)
		return 0;
	return reason_set(why, "tare-app under %s: %s", name,
			  proc_status_text(status, text, sizeof(text)));
}

/* "State:\tT" in /proc/PID/status. */
static bool is_stopped(pid_t pid)
{
	char *path = path_format("/proc/%ld/status", (long)pid);
	struct reason ignored;
	struct buf text;
	bool stopped;

	buf_init(&text);
	stopped = file_read(path, &text, &ignored) == 0 &&
		  strstr(text.text, "State:\tT");
	buf_release(&text);
	free(path);
	return stopped;
}

static int attach_and_run(struct solo *solo, pid_t pid,
			  struct reason *why)
{
	const struct companion_plan plan = { .room = &solo->room,
					     .profiler = solo->plan->profiler,
					     .workload = solo->plan->workload,
					     .out = solo->out,
					     .binary = solo->binary,
					     .service = pid };
	static const struct timespec pause = { .tv_nsec = NS_PER_MS };
	int64_t until = clock_wall_ns() + 10 * NS_PER_S;
	struct companion companion;
	struct reason ignored;
	int status;

	while (!is_stopped(pid) && clock_wall_ns() < until)
		nanosleep(&pause, NULL);
	status = companion_start(&companion, &plan, why);
	kill(pid, SIGCONT);
	if (status < 0) {
		proc_stop(pid, SIGKILL, NS_PER_S, NULL);
		return -1;
	}
	status = finish(solo, pid, why);
	companion_stop(&companion, &ignored);
	return status;
}

static int watch(struct solo *solo, struct reason *why)
{
	pid_t pid = start(solo, why);

	if (pid < 0)
		return -1;
	if (solo->plan->profiler->apply == APPLY_ATTACH)
		return attach_and_run(solo, pid, why);
	return finish(solo, pid, why);
}

static int read_out(const struct solo *solo, struct reason *why)
{
	const struct solo_plan *plan = solo->plan;
	const struct capture capture = { .profiler = plan->profiler,
					 .out = solo->out,
					 .binary = solo->binary,
					 .text = plan->directory };
	struct evidence evidence;
	int status;

	evidence_init(&evidence);
	status = dir_make(plan->directory, why);
	if (status == 0)
		status = plan->profiler->read(&capture, &evidence, why);
	if (status == 0)
		status = evidence_save(&evidence, plan->directory, why);
	evidence_release(&evidence);
	return status;
}

/* A room, so that the next one removes what is left when we are killed. */
static int open_room(struct solo *solo, struct reason *why)
{
	if (room_open(&solo->room, why) < 0)
		return -1;
	solo->room.user = NULL;
	solo->out = path_format("%s/live/solo", solo->room.path);
	return dir_make(solo->out, why);
}

int solo_run(const struct solo_plan *plan, struct solo_seen *seen,
	     struct reason *why)
{
	struct solo solo = { .plan = plan };
	int status = -1;

	if (!plan->profiler->read)
		return reason_set(why, "%s watches nothing",
				  plan->profiler->name);
	if (profiler_probe(plan->profiler, why) == 0 &&
	    open_room(&solo, why) == 0) {
		solo.binary = room_binary(&solo.room, plan->profiler->flavour,
					  why);
		if (solo.binary && choose_repeat(&solo, why) == 0 &&
		    watch(&solo, why) == 0)
			status = read_out(&solo, why);
	}
	if (status == 0)
		*seen = (struct solo_seen){ solo.repeat, solo.cpu_s };
	if (solo.room.path)
		room_close(&solo.room);
	free(solo.binary);
	free(solo.out);
	return status;
}
