/*
 * sample.c: the program that the golden samples are of.
 *
 * Its calls and allocations follow from its arguments, so that it also shows
 * whether a profiler is exact. `sample END N E L G K D`, where END is "return"
 * or "kill":
 *
 *	fib		2 F(N + 1) - 1 calls, one of them primitive
 *	is_even, is_odd	E + 1 calls together, one of the other
 *	list_push	L calls, each allocates 16 bytes, all freed
 *	grow		G (re)allocations of 64, 128, ... bytes, freed
 *	leak		K calls, each allocates 100 bytes for ever
 *	deep		D + 1 calls, of which the last allocates 8 bytes, freed
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#ifdef __clang__
#define KEEP __attribute__((noinline))
#else
#define KEEP __attribute__((noipa))
#endif

struct node {
	struct node *next;
	long value;
};

KEEP static long fib(long n)
{
	return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

KEEP static int is_odd(long n);

KEEP static int is_even(long n)
{
	return n == 0 ? 1 : is_odd(n - 1);
}

KEEP static int is_odd(long n)
{
	return n == 0 ? 0 : is_even(n - 1);
}

KEEP static struct node *list_push(struct node *head, long value)
{
	struct node *node = malloc(sizeof(*node));

	if (!node)
		abort();
	*node = (struct node){ head, value };
	return node;
}

KEEP static void list_free(struct node *head)
{
	while (head) {
		struct node *next = head->next;

		free(head);
		head = next;
	}
}

/* Called by the C library only, so gprof cannot count it. */
KEEP static int order(const void *a, const void *b)
{
	long x = *(const long *)a, y = *(const long *)b;

	return (x > y) - (x < y);
}

KEEP static void sort_values(long count)
{
	static long values[4096];

	for (long i = 0; i < count && i < 4096; i++)
		values[i] = i * 7919 % 4099;
	qsort(values, (size_t)(count < 4096 ? count : 4096), sizeof(*values),
	      order);
}

KEEP static void grow(long steps)
{
	char *bytes = NULL;

	for (long i = 1; i <= steps; i++) {
		bytes = realloc(bytes, (size_t)(64 * i));
		if (!bytes)
			abort();
		memset(bytes, 1, (size_t)(64 * i));
	}
	free(bytes);
}

KEEP static void leak(void)
{
	volatile char *lost = malloc(100);

	if (lost)
		lost[0] = 1;
}

KEEP static void deep(long depth)
{
	if (depth > 0) {
		deep(depth - 1);
	} else {
		char *bytes = malloc(8);

		/* Used, or the compiler would leave both calls out. */
		__asm__ volatile("" : : "r"(bytes) : "memory");
		free(bytes);
	}
	/* So that the call above is no tail call, which would be a loop. */
	__asm__ volatile("");
}

int main(int argc, char **argv)
{
	long n[6] = { 0 };
	struct node *head = NULL;
	volatile long sink;

	if (argc != 8)
		return 2;
	for (int i = 0; i < 6; i++)
		n[i] = strtol(argv[i + 2], NULL, 10);
	sink = fib(n[0]);
	sink = is_even(n[1]);
	for (long i = 0; i < n[2]; i++)
		head = list_push(head, i);
	sort_values(n[2]);
	list_free(head);
	grow(n[3]);
	for (long i = 0; i < n[4]; i++)
		leak();
	deep(n[5]);
	if (strcmp(argv[1], "kill") == 0)
		raise(SIGKILL);
	return sink < 0;
}
