/* awake.c: keeps the pinned CPUs from falling asleep between two requests. */
#include "awake.h"

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"

enum { TURNS = 64 };

/* "max 100000" or "-1": no quota. Version 2 of control groups, then version 1. */
static bool is_rationed(void)
{
	static const char *const files[] = {
		"/sys/fs/cgroup/cpu.max",
		"/sys/fs/cgroup/cpu/cpu.cfs_quota_us",
	};
	bool rationed = false;

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct buf text;
		struct reason ignored;

		buf_init(&text);
		if (file_read(files[i], &text, &ignored) == 0 && text.len)
			rationed |= text.text[0] >= '0' && text.text[0] <= '9';
		buf_release(&text);
	}
	return rationed;
}

static void relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("yield");
#endif
}

/* In the child: the least of all processes, on one CPU, for as long as PARENT. */
static _Noreturn void turn_in_place(int cpu, pid_t parent)
{
	struct sched_param none = { 0 };
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET((size_t)cpu, &one);
	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGTERM, SIG_DFL);
	prctl(PR_SET_NAME, "tare-awake");
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent ||
	    sched_setaffinity(0, sizeof(one), &one) < 0 ||
	    sched_setscheduler(0, SCHED_IDLE, &none) < 0)
		_exit(1);
	for (;;) {
		for (int i = 0; i < TURNS; i++)
			relax();
	}
}

void awake_start(struct awake *awake, const struct pin *pin)
{
	const int cpus[2] = { pin->client, pin->service };
	pid_t parent = getpid();

	*awake = (struct awake){ { 0, 0 } };
	if (is_rationed())
		return;
	for (unsigned i = 0; i < 2; i++) {
		if (cpus[i] <= 0)
			continue;
		awake->pids[i] = fork();
		if (awake->pids[i] == 0)
			turn_in_place(cpus[i] - 1, parent);
	}
}

void awake_stop(struct awake *awake)
{
	for (unsigned i = 0; i < 2; i++) {
		if (awake->pids[i] <= 0)
			continue;
		kill(awake->pids[i], SIGKILL);
		waitpid(awake->pids[i], NULL, 0);
		awake->pids[i] = 0;
	}
}

bool awake_works(struct awake *awake)
{
	bool both = true;

	for (unsigned i = 0; i < 2; i++) {
		if (awake->pids[i] > 0 &&
		    waitpid(awake->pids[i], NULL, WNOHANG) != 0)
			awake->pids[i] = 0;
		both &= awake->pids[i] > 0;
	}
	return both;
}
