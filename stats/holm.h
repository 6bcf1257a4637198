/* holm.h: p values of many cells, adjusted so that all claims hold together. */
#ifndef TARE_HOLM_H
#define TARE_HOLM_H

#include <stddef.h>

#include "base/reason.h"

/*
 * Holm's (1979) step-down: the i-th smallest of m (from 1) becomes the largest
 * so far of (m - i + 1) * p, at most 1. Calling the cells with ADJUSTED < alpha
 * different makes even one false claim with a chance of at most alpha, however
 * the cells depend on each other.
 *
 * A NAN is a cell without a test: it stays NAN and does not count in m. P and
 * ADJUSTED have COUNT entries and may be the same array. -1 with WHY on a p
 * outside [0, 1], or without memory.
 */
int holm_adjust(const double *p, double *adjusted, size_t count,
		struct reason *why);

#endif
