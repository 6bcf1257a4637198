/*
 * variant.h: profilers with their settings filled in.
 *
 * "perf:freq=99,unwind=dwarf" names a profiler and some of its settings; the others
 * have their defaults. What comes of it is a struct profiler like any other, whose
 * strings hold the values, and which nobody needs to ask what it was made from.
 */
#ifndef TARE_VARIANT_H
#define TARE_VARIANT_H

#include "profilers/profiler.h"

/*
 * A variant of BASE with SETTINGS ("freq=99,unwind=fp", or ""), malloc'd, whose label
 * is known but whose strings are as they were. NULL with WHY, which lists the
 * settings when it is one of them.
 */
struct profiler *variant_make(const struct profiler *base,
			      const char *settings, struct reason *why);

/* Put the values into its strings; from now on it is kept for ever. */
void variant_fill(struct profiler *variant);

/* Or free it instead. */
void variant_drop(struct profiler *variant);

#endif
