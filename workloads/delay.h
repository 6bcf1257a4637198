/*
 * delay.h: a known amount of work added to one kernel of the request in hand.
 *
 * If a profile is right, it moves by what was added, where it was added.
 */
#ifndef TARE_DELAY_H
#define TARE_DELAY_H

#include <stdint.h>

#include "base/reason.h"

struct workload;

enum { DELAY_NS_MOST = 100000000 };

/*
 * From "FUNCTION=NS" for requests to WORKLOAD; NULL or "" takes an earlier one
 * away. -1 with WHY for what is no such text or no kernel of the workload that
 * can be slowed down; then there is none.
 */
int delay_set(const struct workload *workload, const char *text,
	      struct reason *why);

/* What FUNCTION must spin (spin.h); 0 for any other than the one set. */
uint64_t delay_rounds(const char *function);

#endif
