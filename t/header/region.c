/* region.c: as much work in a region as before it, and as after it. */
#include "tare.h"

static volatile long sink;

__attribute__((noinline)) static void left(long count)
{
	while (count-- > 0)
		sink++;
}

__attribute__((noinline)) static void right(long count)
{
	while (count-- > 0)
		sink++;
}

int main(int argc, char **argv)
{
	long count = argc > 1 ? strtol(argv[1], NULL, 10) : 0;

	left(count);
	for (int i = 0; i < 4; i++) {
		TARE_REGION("right");
		right(count / 4);
	}
	left(count);
	return 0;
}
