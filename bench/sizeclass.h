/* sizeclass.h: what jemalloc hands out for what was asked for. */
#ifndef TARE_SIZECLASS_H
#define TARE_SIZECLASS_H

#include <stdint.h>

#include "workloads/truth.h"

/* The size class of SIZE, at least 1. */
uint64_t sizeclass(uint64_t size);

/* All that is handed out for the allocations of a row, in bytes. */
double sizeclass_bytes(const struct truth_row *row);

#endif
