/* uftrace_data.h: counts the records of a thread that uftrace has traced. */
#ifndef TARE_UFTRACE_DATA_H
#define TARE_UFTRACE_DATA_H

#include <stddef.h>

#include "base/reason.h"

struct uftrace_counts {
	double entries; /* calls that began */
	double exits;	/* and ended */
	double lost;	/* records that there was no room for */
};

/*
 * Add what the records in BYTES, a TID.dat, are to COUNTS. -1 with WHY when it is
 * empty, something else, or ends within a record. It may lack whole records at its
 * end: what uftrace reports must add up to as many calls.
 */
int uftrace_data_count(const void *bytes, size_t length,
		       struct uftrace_counts *counts, struct reason *why);

#endif
