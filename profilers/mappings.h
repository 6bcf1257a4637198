/* mappings.h: the executable mappings of a process, from its /proc/PID/maps. */
#ifndef TARE_MAPPINGS_H
#define TARE_MAPPINGS_H

#include <stddef.h>
#include <stdint.h>

#include "base/reason.h"
#include "profilers/scan.h"

struct mapping {
	uint64_t start, end;
	struct scan path; /* empty when it is of no file */
};

/* Zeroed is empty; the paths point into the text that was read. */
struct mappings {
	struct mapping *entries;
	size_t count;
};

/*
 * Read MAPS into MAPPINGS. -1 with WHY when it has a line that is no mapping, none
 * that is executable, or does not reach up to the stack; release it then, too.
 */
int mappings_read(struct mappings *mappings, struct scan maps,
		  struct reason *why);
void mappings_release(struct mappings *mappings);

/* The file that is mapped at ADDRESS; empty when there is none. */
struct scan mappings_path(const struct mappings *mappings, uint64_t address);

#endif
