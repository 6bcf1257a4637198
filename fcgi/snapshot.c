/* snapshot.c: the worker's part in telling what its profiler knows so far. */
#include "snapshot.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* For a path with one more name behind it. */
enum { ROOM = PATH_MAX + 256 };

/* What is asked, and where the answer goes. */
struct snapshot {
	const char *out;  /* $TARE_PROFILE_DIR */
	const char *name; /* of the profiler's files, up to the pid: "gmon.out." */
	char into[PATH_MAX];
};

/*
 * The profiler writes at exit, into a file with its own pid in the name: so a child that
 * is what we are just now exits, and its file becomes ours. Neither our counts nor our
 * timers are touched; a child inherits no timer.
 */
static const char *take_by_fork(const struct snapshot *snapshot)
{
	char from[ROOM], to[ROOM];
	int status = 0;
	pid_t child = fork();

	if (child == 0)
		exit(0);
	if (child < 0)
		return "no child could be started";
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	snprintf(from, sizeof(from), "%s/%s%ld", snapshot->out, snapshot->name,
		 (long)child);
	snprintf(to, sizeof(to), "%s/%s%ld", snapshot->into, snapshot->name,
		 (long)getpid());
	if (rename(from, to) == 0)
		return NULL;
	unlink(from);
	return "the profiler did not write when a child of the service ended";
}

static void *find(const char *function)
{
	return dlsym(RTLD_DEFAULT, function);
}

/* gperftools: the samples so far go to its own file, as yet without an end. */
static const char *take_cpu_samples(const struct snapshot *snapshot)
{
	void (*flush)(void) = (void (*)(void))find("ProfilerFlush");

	(void)snapshot;
	if (!flush)
		return "libprofiler is not loaded";
	flush();
	return NULL;
}

/* gperftools: one more of its own numbered files; each holds all so far. */
static const char *take_heap_counts(const struct snapshot *snapshot)
{
	void (*dump)(const char *) =
		(void (*)(const char *))find("HeapProfilerDump");

	(void)snapshot;
	if (!dump)
		return "libtcmalloc is not loaded";
	dump("asked");
	return NULL;
}

/* jemalloc: where and under what name is ours to say. */
static const char *take_mallctl(const struct snapshot *snapshot)
{
	int (*control)(const char *, void *, size_t *, void *, size_t) =
		(int (*)(const char *, void *, size_t *, void *, size_t))find(
			"mallctl");
	char to[ROOM];
	const char *path = to;

	if (!control)
		return "libjemalloc is not loaded";
	snprintf(to, sizeof(to), "%s/%s%ld.0.m0.heap", snapshot->into,
		 snapshot->name, (long)getpid());
	if (control("prof.dump", NULL, NULL, &path, sizeof(path)) != 0)
		return "jemalloc cannot write its profile";
	return NULL;
}

/* TARE_SNAPSHOT is "WAY" or "WAY:NAME". */
static const struct way {
	const char *name;
	/* NULL, or what went wrong. */
	const char *(*take)(const struct snapshot *snapshot);
} ways[] = {
	{ "fork", take_by_fork },
	{ "cpu-samples", take_cpu_samples },
	{ "heap-counts", take_heap_counts },
	{ "mallctl", take_mallctl },
};

static const struct way *find_way(const char *text)
{
	for (size_t i = 0; text && i < sizeof(ways) / sizeof(*ways); i++) {
		if (strcspn(text, ":") == strlen(ways[i].name) &&
		    strncmp(text, ways[i].name, strlen(ways[i].name)) == 0)
			return &ways[i];
	}
	return NULL;
}

static int wait_to_be_asked(void)
{
	sigset_t asked;

	/* Blocked, so that it interrupts no request. */
	sigemptyset(&asked);
	sigaddset(&asked, SIGUSR2);
	sigprocmask(SIG_BLOCK, &asked, NULL);
	return signalfd(-1, &asked, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void sign_in(const char *out)
{
	char path[ROOM];
	int fd;

	snprintf(path, sizeof(path), "%s/ready.%ld", out, (long)getpid());
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd >= 0)
		close(fd);
}

int snapshot_open(void)
{
	const char *out = getenv("TARE_PROFILE_DIR");
	int descriptor = -1;

	if (!out)
		return -1;
	if (find_way(getenv("TARE_SNAPSHOT")))
		descriptor = wait_to_be_asked();
	sign_in(out);
	return descriptor;
}

/* It appears when all of it is there. */
static void say_done(const struct snapshot *snapshot, const char *problem)
{
	char draft[ROOM], done[ROOM];
	int fd;

	snprintf(draft, sizeof(draft), "%s/draft.%ld", snapshot->into,
		 (long)getpid());
	snprintf(done, sizeof(done), "%s/done.%ld", snapshot->into,
		 (long)getpid());
	fd = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return; /* nobody waits any more: it is not there */
	if (problem && write(fd, problem, strlen(problem)) < 0)
		unlink(draft);
	close(fd);
	rename(draft, done);
}

void snapshot_take(int descriptor)
{
	const char *wanted = getenv("TARE_SNAPSHOT");
	const struct way *way = find_way(wanted);
	struct snapshot snapshot = { .out = getenv("TARE_PROFILE_DIR"), .name = "" };
	struct signalfd_siginfo asked;
	struct stat st;

	if (read(descriptor, &asked, sizeof(asked)) != sizeof(asked) ||
	    asked.ssi_code != SI_QUEUE || !way || !snapshot.out)
		return;
	if (strchr(wanted, ':'))
		snapshot.name = strchr(wanted, ':') + 1;
	snprintf(snapshot.into, sizeof(snapshot.into), "%s/live.%d",
		 snapshot.out, asked.ssi_int);
	if (stat(snapshot.into, &st) == 0)
		say_done(&snapshot, way->take(&snapshot));
}
