/* callgrind_names.h: the names in a callgrind.out file, which has each one once. */
#ifndef TARE_CALLGRIND_NAMES_H
#define TARE_CALLGRIND_NAMES_H

#include <stddef.h>

#include "profilers/scan.h"

/* Names by their ID; one not yet seen is NULL. Zeroed is empty. */
struct callgrind_names {
	struct scan *names;
	size_t count;
};

/*
 * What TEXT stands for: "(12) main" gives 12 its name, "(12)" has it from then on;
 * without compression it is "main". NAME points into the file. -1 when it is none of
 * these, its number has no name, or there is no memory.
 */
int callgrind_name(struct callgrind_names *names, struct scan text,
		   struct scan *name);
void callgrind_names_release(struct callgrind_names *names);

#endif
