/* perf_data.h: whether a perf.data file is whole. */
#ifndef TARE_PERF_DATA_H
#define TARE_PERF_DATA_H

#include <stddef.h>

#include "base/reason.h"

/*
 * -1 with WHY when BYTES are empty, something else, or not all of a perf.data
 * file: perf itself reads one that was cut, and says so on standard error only.
 */
int perf_data_check(const void *bytes, size_t length, struct reason *why);

/* The same of an open file, of which not all is read. */
int perf_data_check_file(int fd, size_t length, struct reason *why);

#endif
