/* t_neighbour.c: one process on each CPU, which works, rests, and ends when told to. */
#include "unit.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "bench/neighbour.h"

/* A number of a process: the line of its status that begins with NAME; -1: none. */
static long status_number(pid_t pid, const char *name)
{
	char path[64], line[256];
	long number = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	file = fopen(path, "r");
	assert_non_null(file);
	while (number < 0 && fgets(line, sizeof(line), file)) {
		if (strncmp(line, name, strlen(name)) == 0)
			number = strtol(line + strlen(name), NULL, 10);
	}
	fclose(file);
	return number;
}

static int64_t cpu_ns(pid_t pid)
{
	struct timespec used;
	clockid_t clock;

	assert_int_equal(clock_getcpuclockid(pid, &clock), 0);
	assert_int_equal(clock_gettime(clock, &used), 0);
	return used.tv_sec * NS_PER_S + used.tv_nsec;
}

/* Both within half a minute, at the very latest. */
static bool works_and_rests(pid_t pid)
{
	int64_t until = clock_wall_ns() + 30 * NS_PER_S;

	while (clock_wall_ns() < until) {
		if (cpu_ns(pid) > NS_PER_S / 25 &&
		    status_number(pid, "voluntary_ctxt_switches:") > 1)
			return true;
		sched_yield();
	}
	return false;
}

UNIT(a_neighbour_works_and_rests_on_each_cpu)
{
	struct neighbour neighbour;
	struct reason why;
	cpu_set_t ours, where;
	pid_t last;

	assert_int_equal(sched_getaffinity(0, sizeof(ours), &ours), 0);
	assert_int_equal(neighbour_start(&neighbour, 7, &why), 0);
	assert_int_equal(neighbour.count, CPU_COUNT(&ours));
	last = neighbour.pids[neighbour.count - 1];
	assert_true(works_and_rests(last));
	assert_int_equal(sched_getaffinity(last, sizeof(where), &where), 0);
	assert_int_equal(CPU_COUNT(&where), 1);
	neighbour_stop(&neighbour);
	assert_int_equal(kill(last, 0), -1);
	assert_int_equal(errno, ESRCH);
	assert_int_equal(neighbour.count, 0);
}
