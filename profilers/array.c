/* array.c: arrays that grow by one entry at a time. */
#include "array.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 8 };

void *array_grow(void *entries, size_t count, size_t stride)
{
	char *grown = entries;

	/* The room is FIRST_ROOM, then doubles at each power of two. */
	if (count == 0 || (count >= FIRST_ROOM && (count & (count - 1)) == 0))
		grown = reallocarray(entries, count ? 2 * count : FIRST_ROOM,
				     stride);
	if (grown)
		memset(grown + count * stride, 0, stride);
	return grown;
}
