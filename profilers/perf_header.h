/* perf_header.h: what stands before and behind the records of a perf.data file. */
#ifndef TARE_PERF_HEADER_H
#define TARE_PERF_HEADER_H

#include "profilers/perf_record.h"

/* Fill FILE, whose descriptor is open, but for `record`. -1 with WHY. */
int perf_header_read(struct perf_file *file, struct reason *why);

#endif
