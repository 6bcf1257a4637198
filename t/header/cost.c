/*
 * cost.c: what one call of an otherwise empty function costs, in nanoseconds.
 *
 *	cost THREADS BURSTS
 *
 * A burst is 1000 calls in a loop. Of a thread's bursts the fastest counts, since on
 * a shared machine all others have waited for somebody; of the threads, the slowest.
 * BODY is what the function has in it: nothing, a scope, or the floor: two reads of
 * the cheapest clock, whose difference is added up.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tare.h"

enum { BURST = 1000, THREADS_MAX = 64 };

#define FLOOR()                                                                \
	int64_t start = read_clock();                                          \
	__asm__ volatile("" : : : "memory");                                   \
	sum += read_clock() - start
#define NOTHING() (void)0

static __thread int64_t sum;
static pthread_barrier_t together;
static long bursts;
static double fastest[THREADS_MAX];

static double ns_per_tick = 1;

/* What tare.h reads, too; when it is off it has no word to say about it. */
#if defined(__x86_64__) || defined(__i386__)
#define read_clock() ((int64_t)__builtin_ia32_rdtsc())
#else
#define read_clock() now()
#endif

#define UNSEEN __attribute__((no_instrument_function, noinline, unused))

UNSEEN static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

__attribute__((noinline)) static void leaf(void)
{
	BODY();
	__asm__ volatile("" : : : "memory");
}

#ifdef HOOKS
UNSEEN void __cyg_profile_func_enter(void *function, void *caller);
UNSEEN void __cyg_profile_func_exit(void *function, void *caller);

void __cyg_profile_func_enter(void *function, void *caller)
{
	(void)function;
	(void)caller;
}

void __cyg_profile_func_exit(void *function, void *caller)
{
	(void)function;
	(void)caller;
}
#endif

UNSEEN static void *measure(void *data)
{
	double *best = data;
	int64_t least = INT64_MAX;

	leaf(); /* what is done once is not what a call costs */
	pthread_barrier_wait(&together);
	for (long burst = 0; burst < bursts; burst++) {
		int64_t start = read_clock(), ticks;

		for (int i = 0; i < BURST; i++)
			leaf();
		ticks = read_clock() - start;
		if (ticks < least)
			least = ticks;
	}
	*best = (double)least / BURST;
	return NULL;
}

/* The clock that is read against the one that knows the time, over 20 ms. */
UNSEEN static double find_rate(void)
{
	int64_t start = now(), ticks = read_clock(), end;

	do {
		end = now();
	} while (end - start < 20000000);
	return (double)(end - start) / (double)(read_clock() - ticks);
}

UNSEEN int main(int argc, char **argv)
{
	long threads = argc > 1 ? strtol(argv[1], NULL, 10) : 1;
	pthread_t ids[THREADS_MAX];
	double slowest = 0;

	bursts = argc > 2 ? strtol(argv[2], NULL, 10) : 1000;
	if (threads < 1 || threads > THREADS_MAX || bursts < 1)
		return 2;
	ns_per_tick = find_rate();
	pthread_barrier_init(&together, NULL, (unsigned)threads);
	for (long i = 0; i < threads; i++)
		pthread_create(&ids[i], NULL, measure, &fastest[i]);
	for (long i = 0; i < threads; i++) {
		pthread_join(ids[i], NULL);
		if (fastest[i] > slowest)
			slowest = fastest[i];
	}
	printf("%.3f\n", slowest * ns_per_tick);
	return 0;
}
