/*
 * meet.c: four threads enter ninety recursive functions, each for the first time and
 * all at the same time: every thread has 67 calls of each, one of them primitive.
 */
#include "tare.h"

enum { THREADS = 4 };

#define TEN(m, n)                                                              \
	m(n##0) m(n##1) m(n##2) m(n##3) m(n##4)                                \
	m(n##5) m(n##6) m(n##7) m(n##8) m(n##9)
#define NINETY(m)                                                              \
	TEN(m, 1) TEN(m, 2) TEN(m, 3) TEN(m, 4) TEN(m, 5)                      \
	TEN(m, 6) TEN(m, 7) TEN(m, 8) TEN(m, 9)

#define FIB(n)                                                                 \
	static long fib_##n(long k)                                            \
	{                                                                      \
		TARE_FN();                                                     \
		return k < 2 ? k : fib_##n(k - 1) + fib_##n(k - 2);            \
	}
NINETY(FIB)

#define NAME(n) fib_##n,
static long (*const fibs[])(long) = { NINETY(NAME) };

static pthread_barrier_t meeting;

static void *meet(void *data)
{
	for (size_t i = 0; i < sizeof(fibs) / sizeof(fibs[0]); i++) {
		pthread_barrier_wait(&meeting);
		fibs[i](8);
	}
	return data;
}

int main(void)
{
	pthread_t ids[THREADS];

	pthread_barrier_init(&meeting, NULL, THREADS);
	for (int i = 0; i < THREADS; i++)
		pthread_create(&ids[i], NULL, meet, NULL);
	for (int i = 0; i < THREADS; i++)
		pthread_join(ids[i], NULL);
	return 0;
}
