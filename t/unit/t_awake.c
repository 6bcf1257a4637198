/* t_awake.c: pinned CPUs are kept awake by processes that are in nobody's way. */
#include "unit.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "bench/awake.h"

static const struct pin NOWHERE = { 0, 0 };

/* The first CPU that we may use, twice. */
static struct pin first_cpu(void)
{
	cpu_set_t allowed;
	int cpu = 0;

	assert_int_equal(sched_getaffinity(0, sizeof(allowed), &allowed), 0);
	while (!CPU_ISSET((size_t)cpu, &allowed))
		cpu++;
	return (struct pin){ cpu + 1, cpu + 1 };
}

/* It sets its class after the fork: within ten seconds, at the very latest. */
static bool becomes_idle_class(pid_t pid)
{
	int64_t until = clock_wall_ns() + 10 * NS_PER_S;

	while (clock_wall_ns() < until) {
		if (sched_getscheduler(pid) == SCHED_IDLE)
			return true;
		sched_yield();
	}
	return false;
}

UNIT(awake_processes_are_of_the_idle_class_and_pinned)
{
	struct pin pin = first_cpu();
	struct awake awake;
	pid_t pid;
	cpu_set_t where;

	awake_start(&awake, &pin);
	pid = awake.pids[0];
	/* Where CPU time is rationed, there is none. */
	if (pid <= 0)
		return;
	assert_true(awake_works(&awake));
	assert_true(becomes_idle_class(pid));
	assert_int_equal(sched_getaffinity(pid, sizeof(where), &where), 0);
	assert_int_equal(CPU_COUNT(&where), 1);
	assert_true(CPU_ISSET((size_t)(pin.client - 1), &where));
	awake_stop(&awake);
	assert_false(awake_works(&awake));
	assert_int_equal(kill(pid, 0), -1);
	assert_int_equal(errno, ESRCH);
}

UNIT(awake_does_nothing_where_nothing_is_pinned)
{
	struct awake awake;

	awake_start(&awake, &NOWHERE);
	assert_int_equal(awake.pids[0], 0);
	assert_int_equal(awake.pids[1], 0);
	assert_false(awake_works(&awake));
	awake_stop(&awake);
}

UNIT(awake_notices_that_one_has_ended)
{
	struct pin pin = first_cpu();
	struct awake awake;
	siginfo_t ended;

	awake_start(&awake, &pin);
	if (awake.pids[0] <= 0)
		return;
	kill(awake.pids[1], SIGKILL);
	assert_int_equal(waitid(P_PID, (id_t)awake.pids[1], &ended,
				WEXITED | WNOWAIT), 0);
	assert_false(awake_works(&awake));
	assert_int_equal(awake.pids[1], 0);
	awake_stop(&awake);
}
