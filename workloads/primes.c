/* primes.c: the sieve of Eratosthenes, integer loops over one buffer. */
#include "workload.h"

#include <errno.h>
#include <stdlib.h>

/* sieve[i] is 1 while i may be prime; i from 0 to LIMIT, both included. */
static HOT void sieve_clear(unsigned char *sieve, long limit)
{
	FRAME();
	for (long i = 0; i <= limit; i++)
		sieve[i] = i >= 2;
}

static HOT void sieve_mark(unsigned char *sieve, long limit)
{
	FRAME();
	for (long p = 2; p * p <= limit; p++) {
		if (!sieve[p])
			continue;
		for (long i = p * p; i <= limit; i += p)
			sieve[i] = 0;
	}
}

static HOT long sieve_count(const unsigned char *sieve, long limit)
{
	long count = 0;

	FRAME();
	for (long i = 0; i <= limit; i++)
		count += sieve[i];
	return count;
}

/* 0 when there is none. */
static HOT long sieve_largest(const unsigned char *sieve, long limit)
{
	FRAME();
	while (limit > 0 && !sieve[limit])
		limit--;
	return limit;
}

static HOT int primes_run(const long *args, struct result *result)
{
	long limit = args[0];
	unsigned char *sieve;

	FRAME();
	sieve = malloc((size_t)limit + 1);
	if (!sieve) {
		errno = ENOMEM;
		return -1;
	}
	sieve_clear(sieve, limit);
	sieve_mark(sieve, limit);
	result_add(result, "count", sieve_count(sieve, limit));
	result_add(result, "largest", sieve_largest(sieve, limit));
	free(sieve);
	return 0;
}

static void primes_truth(const long *args, struct truth *truth)
{
	truth_add(truth, "primes_run", 1, 1, (uint64_t)args[0] + 1);
	truth_add(truth, "sieve_clear", 1, 0, 0);
	truth_add(truth, "sieve_mark", 1, 0, 0);
	truth_add(truth, "sieve_count", 1, 0, 0);
	truth_add(truth, "sieve_largest", 1, 0, 0);
}

static const struct param primes_params[] = {
	{ "limit", 0, 50000000, 50000, "largest number looked at" },
	{ .name = NULL },
};

/* Powers of ten: OEIS A006880 (count) and A003618 (largest). */
static const struct known primes_known[] = {
	{ { 0 }, "count", 0 },
	{ { 0 }, "largest", 0 },
	{ { 1 }, "count", 0 },
	{ { 1 }, "largest", 0 },
	{ { 2 }, "count", 1 },
	{ { 2 }, "largest", 2 },
	{ { 3 }, "count", 2 },
	{ { 4 }, "count", 2 },
	{ { 10 }, "count", 4 },
	{ { 10 }, "largest", 7 },
	{ { 24 }, "largest", 23 },
	{ { 25 }, "largest", 23 },
	{ { 100 }, "count", 25 },
	{ { 100 }, "largest", 97 },
	{ { 50000 }, "count", 5133 },
	{ { 50000 }, "largest", 49999 },
	{ { 1000000 }, "count", 78498 },
	{ { 1000000 }, "largest", 999983 },
	{ .result = NULL },
};

static const struct workload primes = {
	.name = "primes",
	.path = "/cpu/primes",
	.summary = "sieve of Eratosthenes: integer loops",
	.params = primes_params,
	.known = primes_known,
	.in_mixed = true,
	.run = primes_run,
	.truth = primes_truth,
};
REGISTER(workload, primes);
