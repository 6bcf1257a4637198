/* uftrace_text.h: reads what `uftrace report` prints. */
#ifndef TARE_UFTRACE_TEXT_H
#define TARE_UFTRACE_TEXT_H

#include <stddef.h>

#include "base/reason.h"
#include "profilers/evidence.h"

/*
 * Add to EVIDENCE the functions, in seconds of wall time, that `uftrace report -f
 * total,self,call` prints, and put the sum of their calls into CALLS. -1 with WHY
 * when it is empty, something else, or ends within a line.
 */
int uftrace_text_parse(const char *text, size_t length,
		       struct evidence *evidence, double *calls,
		       struct reason *why);

#endif
