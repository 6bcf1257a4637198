/* gprof_text.h: reads what gprof prints. */
#ifndef TARE_GPROF_TEXT_H
#define TARE_GPROF_TEXT_H

#include <stddef.h>

#include "base/reason.h"
#include "profilers/evidence.h"

/*
 * Add to EVIDENCE what the output of `gprof -b`, in the C locale, says: a flat
 * profile, then a call graph unless no call was counted. -1 with WHY when it is
 * empty, something else, or ends too early.
 *
 * Calls are those of the call graph, since the flat profile leaves out the
 * calls of a function to itself. A function without a count has NAN calls: it
 * was not built with -pg, or its callers were not.
 */
int gprof_text_parse(const char *text, size_t length, struct evidence *evidence,
		     struct reason *why);

/* Where the call graph starts in TEXT; LENGTH when there is none. */
size_t gprof_text_graph(const char *text, size_t length);

#endif
