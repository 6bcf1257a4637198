/* inlined.c: allocations in inlined functions, one of a system header. */
#include <stdio.h>
#include <stdlib.h>

static inline __attribute__((always_inline)) char *make(int count)
{
	return calloc((size_t)count, 4);
}

__attribute__((noinline)) static char *outer(int count)
{
	return make(count);
}

/* With _FORTIFY_SOURCE, asprintf is an inline function in bits/stdio2.h. */
__attribute__((noinline)) static char *text(int count)
{
	char *text;

	if (asprintf(&text, "%d and a long tail", count) < 0)
		return NULL;
	return text;
}

int main(void)
{
	for (int i = 1; i <= 10; i++) {
		free(outer(i));
		if (i % 2)
			free(text(i));
	}
	return 0;
}
