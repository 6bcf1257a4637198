/*
 * server.c: threads that answer requests; their tables are merged, and a report can be
 * had while they run. With TARE_SLOW_MS=5, requests.slow.json has the slowest.
 */
#include "../include/tare.h"

enum { THREADS = 4, REQUESTS = 200 };

static volatile long sink;

static void work(long amount)
{
	TARE_FN();
	for (long i = 0; i < amount; i++)
		sink += i;
}

static void answer(long request)
{
	TARE_FN();
	{
		TARE_SCOPE("parse");
		work(100);
	}
	{
		TARE_SCOPE("compute");
		work(request % 50 == 49 ? 10000000 : 1000);
	}
}

static void *serve(void *data)
{
	TARE_FN();
	for (long request = 0; request < REQUESTS; request++)
		answer(request);
	return data;
}

int main(void)
{
	pthread_t threads[THREADS];

	TARE_FN();
	for (int i = 0; i < THREADS; i++) {
		if (pthread_create(&threads[i], NULL, serve, NULL) != 0)
			return 1;
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	tare_report(stdout);
	tare_save("requests.slow.json");
	tare_reset();
	answer(0);
	return tare_save("last.folded") == 0 ? 0 : 1;
}
