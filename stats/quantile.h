/* quantile.h: the value below which a given share of a sample lies. */
#ifndef TARE_QUANTILE_H
#define TARE_QUANTILE_H

#include <stddef.h>

/*
 * Type 7 of Hyndman and Fan (1996): at position share * (n - 1) of the sorted
 * sample, counted from 0, linear between neighbours. So the median of an even
 * number is the mean of the two in the middle, and shares 0 and 1 are the least
 * and the greatest. SHARE is in [0, 1]; NAN when n is 0 or SHARE is outside.
 * Sample values must not be NAN.
 */
double quantile_sorted(const double *sorted, size_t n, double share);

/* The same of an unsorted sample, which is sorted in place, rising. */
double quantile_of(double *values, size_t n, double share);

#endif
