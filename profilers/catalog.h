/*
 * catalog.h: every profiler that there is: those built in, and the user's own.
 *
 * Invariant: what is in it stays for the life of the program, at its address.
 */
#ifndef TARE_CATALOG_H
#define TARE_CATALOG_H

#include "profilers/profiler.h"

enum { CATALOG_MAX = 64 };

/* Add a descriptor. -1 with WHY when its name is taken, or there are too many. */
int catalog_add(const struct profiler *descriptor, struct reason *why);

/* The variant of that label, if it was made before; NULL. */
const struct profiler *catalog_variant(const char *label);

/* Keep VARIANT, to be found by its label. */
void catalog_keep(struct profiler *variant);

#endif
