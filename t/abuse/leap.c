/*
 * leap.c: preloaded, a wall clock that jumps by an hour and back, four times a second.
 *
 * Only CLOCK_REALTIME and what is made of it: the others do not jump on any machine.
 */
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { LEAP_S = 3600, PERIOD_NS = 250000000 };

static time_t leap(const struct timespec *now)
{
	return now->tv_nsec / PERIOD_NS % 2 ? LEAP_S : -LEAP_S;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
	int status = (int)syscall(SYS_clock_gettime, clock, now);

	if (status == 0 && (clock == CLOCK_REALTIME ||
			    clock == CLOCK_REALTIME_COARSE))
		now->tv_sec += leap(now);
	return status;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
	struct timespec time;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &time);
	now->tv_sec = time.tv_sec;
	now->tv_usec = time.tv_nsec / 1000;
	return 0;
}

time_t time(time_t *seconds)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (seconds)
		*seconds = now.tv_sec;
	return now.tv_sec;
}
