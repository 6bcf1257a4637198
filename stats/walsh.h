/*
 * walsh.h: the Walsh averages of a sample, the mean of every pair of values,
 * each value paired with itself too.
 *
 * Their median is the Hodges-Lehmann (1963) estimate, and their order
 * statistics bound the interval that belongs to Wilcoxon's test. There are n (n
 * + 1) / 2 of them, so they are counted, never stored.
 */
#ifndef TARE_WALSH_H
#define TARE_WALSH_H

#include <stddef.h>

/* n (n + 1) / 2. */
size_t walsh_count(size_t n);

/*
 * The RANK-th smallest average, RANK from 1 to walsh_count(n), of a rising
 * sample without NAN. Takes O(n) per bit of precision; exact unless the answer
 * is less than 2^-200 of the range of the sample.
 */
double walsh_select(const double *sorted, size_t n, size_t rank);

/* Their median: the Hodges-Lehmann estimate. NAN when n is 0. */
double walsh_median(const double *sorted, size_t n);

#endif
