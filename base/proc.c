/* proc.c: child processes, started from an argv, ended by their pid. */
#include "proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

extern char **environ;

/* environ with EXTRA added, an older value of the same name replaced. */
static char **merge_env(const char *const *extra)
{
	size_t ours = 0, more = 0, n = 0;
	char **env;

	while (environ[ours])
		ours++;
	while (extra && extra[more])
		more++;
	env = calloc(ours + more + 1, sizeof(*env));
	if (!env)
		return NULL;
	for (size_t i = 0; i < ours; i++) {
		size_t j = 0;

		for (; j < more; j++) {
			size_t name = strcspn(extra[j], "=") + 1;

			if (strncmp(environ[i], extra[j], name) == 0)
				break;
		}
		if (j == more)
			env[n++] = environ[i];
	}
	for (size_t j = 0; j < more; j++)
		env[n++] = (char *)extra[j];
	return env;
}

static int prepare_files(posix_spawn_file_actions_t *files,
			 const struct proc_start *start)
{
	int error = posix_spawn_file_actions_addopen(files, STDIN_FILENO,
						     "/dev/null", O_RDONLY, 0);

	if (error == 0 && start->stdin_fd > 0)
		error = posix_spawn_file_actions_adddup2(
			files, start->stdin_fd, STDIN_FILENO);
	if (error == 0 && start->output) {
		error = posix_spawn_file_actions_addopen(
			files, STDOUT_FILENO, start->output,
			O_WRONLY | O_CREAT | O_APPEND, 0644);
		if (error == 0)
			error = posix_spawn_file_actions_adddup2(
				files, STDOUT_FILENO, STDERR_FILENO);
	}
	if (error == 0 && start->stdout_fd > 0)
		error = posix_spawn_file_actions_adddup2(
			files, start->stdout_fd, STDOUT_FILENO);
	if (error == 0 && start->stderr_fd > 0)
		error = posix_spawn_file_actions_adddup2(
			files, start->stderr_fd, STDERR_FILENO);
	return error;
}

static int prepare_attr(posix_spawnattr_t *attr, const struct proc_start *start)
{
	sigset_t none, usual;
	short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;

	sigemptyset(&none);
	sigemptyset(&usual);
	sigaddset(&usual, SIGINT);
	sigaddset(&usual, SIGTERM);
	sigaddset(&usual, SIGHUP);
	sigaddset(&usual, SIGPIPE);
	posix_spawnattr_setsigmask(attr, &none);
	posix_spawnattr_setsigdefault(attr, &usual);
	if (start->own_group) {
		flags |= POSIX_SPAWN_SETPGROUP;
		posix_spawnattr_setpgroup(attr, 0);
	}
	if (start->own_session)
		flags |= POSIX_SPAWN_SETSID;
	return posix_spawnattr_setflags(attr, flags);
}

/*
 * posix_spawn cannot pin, but a child inherits our CPU set: take the CPU for the
 * moment of the spawn.
 */
static int spawn_pinned(pid_t *pid, const struct proc_start *start,
			const posix_spawn_file_actions_t *files,
			const posix_spawnattr_t *attr, char **env)
{
	cpu_set_t before, one;
	int pin = start->cpu_plus_1;
	int error;

	if (pin && sched_getaffinity(0, sizeof(before), &before) == 0) {
		CPU_ZERO(&one);
		CPU_SET((size_t)(pin - 1), &one);
		if (sched_setaffinity(0, sizeof(one), &one) < 0)
			pin = 0;
	} else {
		pin = 0;
	}
	error = posix_spawnp(pid, start->argv[0], files, attr,
			     (char *const *)start->argv, env);
	if (pin)
		sched_setaffinity(0, sizeof(before), &before);
	return error;
}

pid_t proc_spawn(const struct proc_start *start, struct reason *why)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	char **env = merge_env(start->env);
	pid_t pid = -1;
	int error;

	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attr);
	error = env ? prepare_files(&files, start) : ENOMEM;
	if (error == 0)
		error = prepare_attr(&attr, start);
	if (error == 0)
		error = spawn_pinned(&pid, start, &files, &attr, env);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	free(env);
	if (error == 0)
		return pid;
	errno = error;
	return reason_errno(why, "cannot start %s", start->argv[0]);
}

/* Wait on a pidfd, so that a short wait costs no polling. */
static int wait_for_end(pid_t pid, int64_t timeout_ns)
{
	struct pollfd end = { .events = POLLIN };
	int64_t until = clock_wall_ns() + timeout_ns;
	int ready;

	end.fd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (end.fd < 0)
		return -1;
	do {
		int64_t left = until - clock_wall_ns();

		if (left < 0)
			left = 0;
		ready = poll(&end, 1, (int)(left / NS_PER_MS) + (left > 0));
	} while (ready < 0 && errno == EINTR);
	close(end.fd);
	return ready;
}

int proc_wait(pid_t pid, int64_t timeout_ns, int *status,
	      struct rusage *usage)
{
	int ignored;
	pid_t ended;

	if (status)
		*status = 0;
	if (timeout_ns >= 0) {
		int ready = wait_for_end(pid, timeout_ns);

		if (ready <= 0)
			return ready;
	}
	do
		ended = wait4(pid, status ? status : &ignored, 0, usage);
	while (ended < 0 && errno == EINTR);
	return ended == pid ? 1 : -1;
}

int proc_stop(pid_t pid, int signal, int64_t patience_ns,
	      struct rusage *usage)
{
	kill(pid, signal);
	if (proc_wait(pid, patience_ns, NULL, usage) != 0)
		return 0;
	kill(pid, SIGKILL);
	proc_wait(pid, -1, NULL, usage);
	return 1;
}

const char *proc_status_text(int status, char *text, size_t size)
{
	if (WIFSIGNALED(status))
		snprintf(text, size, "killed by SIG%s",
			 sigabbrev_np(WTERMSIG(status)));
	else
		snprintf(text, size, "exit %d", WEXITSTATUS(status));
	return text;
}

bool proc_in_path(const char *program)
{
	const char *path = getenv("PATH");
	char candidate[4096];

	if (strchr(program, '/'))
		return access(program, X_OK) == 0;
	for (path = path ? path : "/usr/bin:/bin"; *path;) {
		size_t length = strcspn(path, ":");

		snprintf(candidate, sizeof(candidate), "%.*s/%s", (int)length,
			 path, program);
		if (access(candidate, X_OK) == 0)
			return true;
		path += length + (path[length] == ':');
	}
	return false;
}
