/* neighbour.c: a busy neighbour of a known kind, beside whom the instrument is proved. */
#include "neighbour.h"

#include <gsl/gsl_randist.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

enum { LEAST_MS = 20, MOST_WORK_MS = 400, MOST_REST_MS = 1200 };

static int64_t some_ns(const gsl_rng *random, double most_ms)
{
	return (int64_t)(gsl_ran_flat(random, LEAST_MS, most_ms) * 1e6);
}

static void work(int64_t ns)
{
	int64_t until = clock_wall_ns() + ns;

	while (clock_wall_ns() < until)
		;
}

static void rest(int64_t ns)
{
	struct timespec time = { .tv_sec = ns / NS_PER_S,
				 .tv_nsec = ns % NS_PER_S };

	nanosleep(&time, NULL);
}

/* In the child, on one CPU, for as long as PARENT. */
static _Noreturn void come_and_go(int cpu, unsigned long seed, pid_t parent)
{
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET((size_t)cpu, &one);
	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGTERM, SIG_DFL);
	prctl(PR_SET_NAME, "tare-neighbour");
	if (!random || prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 ||
	    getppid() != parent || sched_setaffinity(0, sizeof(one), &one) < 0)
		_exit(1);
	gsl_rng_set(random, seed);
	for (;;) {
		work(some_ns(random, MOST_WORK_MS));
		rest(some_ns(random, MOST_REST_MS));
	}
}

int neighbour_start(struct neighbour *neighbour, long seed,
		    struct reason *why)
{
	pid_t parent = getpid();
	cpu_set_t allowed;

	*neighbour = (struct neighbour){ NULL, 0 };
	if (sched_getaffinity(0, sizeof(allowed), &allowed) < 0)
		return reason_errno(why, "cannot ask which CPUs are ours");
	neighbour->pids = calloc((size_t)CPU_COUNT(&allowed) + 1,
				 sizeof(*neighbour->pids));
	if (!neighbour->pids)
		return reason_set(why, "no memory for a neighbour");
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		pid_t pid;

		if (!CPU_ISSET((size_t)cpu, &allowed))
			continue;
		pid = fork();
		if (pid == 0)
			come_and_go(cpu, (unsigned long)(seed + cpu), parent);
		if (pid < 0) {
			reason_errno(why, "cannot start a neighbour");
			neighbour_stop(neighbour);
			return -1;
		}
		neighbour->pids[neighbour->count++] = pid;
	}
	return 0;
}

void neighbour_stop(struct neighbour *neighbour)
{
	for (size_t i = 0; i < neighbour->count; i++)
		kill(neighbour->pids[i], SIGKILL);
	for (size_t i = 0; i < neighbour->count; i++)
		waitpid(neighbour->pids[i], NULL, 0);
	free(neighbour->pids);
	*neighbour = (struct neighbour){ NULL, 0 };
}
