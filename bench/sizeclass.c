/*
 * sizeclass.c: what jemalloc hands out for what was asked for.
 *
 * Its classes are 8, then multiples of 16 up to 128, then four of equal distance in
 * each doubling (jemalloc 5.3, manual, "Size classes", with a 16-byte quantum).
 */
#include "sizeclass.h"

uint64_t sizeclass(uint64_t size)
{
	uint64_t top = 128, step = 16;

	if (size <= 8)
		return 8;
	while (size > top) {
		step = top / 4;
		top *= 2;
	}
	return (size + step - 1) / step * step;
}

/* N blocks of g, 2g, 3g ... bytes in each call. */
static double growing_bytes(const struct truth_row *row)
{
	uint64_t n = row->allocations / row->calls;
	uint64_t sum = 0;

	for (uint64_t i = 1; i <= n; i++)
		sum += sizeclass(i * row->growth);
	return (double)(sum * row->calls);
}

double sizeclass_bytes(const struct truth_row *row)
{
	if (row->allocations == 0)
		return 0;
	if (row->growth && row->calls)
		return growing_bytes(row);
	return (double)(row->allocations *
			sizeclass(row->bytes / row->allocations));
}
