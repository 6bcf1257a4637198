/* walsh.c: the Walsh averages of a sample, the mean of every pair of values. */
#include "stats/walsh.h"

#include <math.h>

/* Halving 200 times tells apart doubles that are 2^-200 of the range apart. */
enum { WALSH_STEPS = 200 };

size_t walsh_count(size_t n)
{
	return n * (n + 1) / 2;
}

/*
 * How many averages are at most LIMIT: for each value, its partners from above.
 */
static size_t count_to(const double *sorted, size_t n, double limit)
{
	size_t count = 0;
	size_t end = n;

	for (size_t i = 0; i < n; i++) {
		while (end > i && (sorted[i] + sorted[end - 1]) / 2 > limit)
			end--;
		if (end <= i)
			break;
		count += end - i;
	}
	return count;
}

/*
 * The answer is the smallest double with at least RANK averages up to it; halve
 * the range, keeping count_to(low) < RANK <= count_to(high), until nothing is
 * between.
 */
double walsh_select(const double *sorted, size_t n, size_t rank)
{
	double low = sorted[0];
	double high = sorted[n - 1];

	if (count_to(sorted, n, low) >= rank)
		return low;
	for (int step = 0; step < WALSH_STEPS; step++) {
		double middle = low + (high - low) / 2;

		if (middle <= low || middle >= high)
			break;
		if (count_to(sorted, n, middle) >= rank)
			high = middle;
		else
			low = middle;
	}
	return high;
}

double walsh_median(const double *sorted, size_t n)
{
	size_t count = walsh_count(n);

	if (!n)
		return NAN;
	if (count % 2)
		return walsh_select(sorted, n, count / 2 + 1);
	return (walsh_select(sorted, n, count / 2) +
		walsh_select(sorted, n, count / 2 + 1)) / 2;
}
