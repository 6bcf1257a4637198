/*
 * misbehave.c: a library that makes a service do what services do, at a known moment.
 *
 * It is preloaded by `tare torture` only. TARE_MISBEHAVE is "WHAT:N": once N requests
 * are answered, and before the service waits for another, it does WHAT, a row of
 * `ways`. So no request is cut, and whatever a profiler loses is the profiler's.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcgiapp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DESCRIPTOR_MAX = 4096 };

static const char *what = "";
static long served;
static long due = -1; /* requests until it is done; negative: never, or done */

static pid_t child;

static void pass_on(int signal)
{
	kill(child, signal);
}

/* As a service that forks its workers: the child serves on, the parent waits. */
static void do_fork(void)
{
	struct sigaction action = { .sa_handler = pass_on,
				    .sa_flags = SA_RESTART };
	int status = 0;

	child = fork();
	if (child == 0)
		prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (child <= 0)
		return;
	sigemptyset(&action.sa_mask);
	sigaction(SIGTERM, &action, NULL);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	exit(WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE);
}

/* Sockets, and what it waits with: the others are none that it knows. */
static int is_own(int directory, const char *name)
{
	static const char *const own[] = { "socket:", "anon_inode:[eventpoll]",
					   "anon_inode:[eventfd]",
					   "anon_inode:[signalfd]" };
	char link[64] = "";

	if (readlinkat(directory, name, link, sizeof(link) - 1) < 0)
		return 1;
	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++) {
		if (strncmp(link, own[i], strlen(own[i])) == 0)
			return 1;
	}
	return 0;
}

/* As a daemon that starts with a clean table. */
static void do_close(void)
{
	static int found[DESCRIPTOR_MAX];
	DIR *directory = opendir("/proc/self/fd");
	const struct dirent *entry;
	size_t count = 0;

	while (directory && (entry = readdir(directory)) &&
	       count < DESCRIPTOR_MAX) {
		long fd = strtol(entry->d_name, NULL, 10);

		if (fd > STDERR_FILENO && fd != dirfd(directory) &&
		    !is_own(dirfd(directory), entry->d_name))
			found[count++] = (int)fd;
	}
	if (directory)
		closedir(directory);
	while (count > 0)
		close(found[--count]);
}

static void ignore(int signal)
{
	(void)signal;
}

/* As a program that sets timers and handlers of its own. */
static void do_handlers(void)
{
	static const int signals[] = { SIGPROF, SIGVTALRM, SIGALRM, SIGTRAP,
				       SIGUSR1 };
	struct sigaction action = { .sa_handler = ignore,
				    .sa_flags = SA_RESTART };

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaction(signals[i], &action, NULL);
	action.sa_handler = SIG_DFL;
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGABRT, &action, NULL);
}

static void do_exit(void)
{
	exit(3);
}

static void do_quit(void)
{
	_exit(3);
}

/* As a program that keeps secrets. */
static void do_hide(void)
{
	prctl(PR_SET_DUMPABLE, 0);
}

static const struct way {
	const char *name;
	void (*act)(void);
} ways[] = {
	{ "abort", abort },	    { "exit", do_exit },
	{ "_exit", do_quit },	    { "fork", do_fork },
	{ "close", do_close },	    { "handlers", do_handlers },
	{ "hide", do_hide },
};

static void act(void)
{
	size_t length = strcspn(what, ":");

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		if (strlen(ways[i].name) == length &&
		    strncmp(ways[i].name, what, length) == 0)
			ways[i].act();
	}
}

/* It is loaded into what starts the service, too, which shall not notice. */
static __attribute__((constructor)) void begin(void)
{
	const char *wanted = getenv("TARE_MISBEHAVE");

	if (!wanted || !strchr(wanted, ':') ||
	    strcmp(program_invocation_short_name, "tare-app") != 0)
		return;
	what = wanted;
	due = strtol(strchr(wanted, ':') + 1, NULL, 10);
}

/* The service takes each request by this, and has answered it when it waits again. */
int FCGX_Accept_r(FCGX_Request *request)
{
	static int (*next)(FCGX_Request *);
	int status;

	if (!next)
		next = (int (*)(FCGX_Request *))dlsym(RTLD_NEXT,
						      "FCGX_Accept_r");
	status = next(request);
	served += status == 0;
	return status;
}

int epoll_wait(int epoll, struct epoll_event *events, int most, int timeout)
{
	static int (*next)(int, struct epoll_event *, int, int);

	if (!next)
		next = (int (*)(int, struct epoll_event *, int, int))dlsym(
			RTLD_NEXT, "epoll_wait");
	if (due >= 0 && served >= due) {
		due = -1;
		act();
	}
	return next(epoll, events, most, timeout);
}
