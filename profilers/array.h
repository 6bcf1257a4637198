/* array.h: arrays that grow by one entry at a time. */
#ifndef TARE_ARRAY_H
#define TARE_ARRAY_H

#include <stddef.h>

/*
 * ENTRIES (NULL when COUNT is 0, or what this returned before) with room for
 * one more after its COUNT entries of STRIDE bytes; that one is zeroed. NULL
 * without memory, and then ENTRIES is as before. Only an array that was never
 * grown in another way will do: its room follows from its count.
 */
void *array_grow(void *entries, size_t count, size_t stride);

#endif
