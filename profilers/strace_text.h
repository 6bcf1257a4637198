/* strace_text.h: reads the summary of `strace -c`. */
#ifndef TARE_STRACE_TEXT_H
#define TARE_STRACE_TEXT_H

#include <stddef.h>

#include "base/reason.h"
#include "profilers/evidence.h"

/*
 * Add to EVIDENCE the system calls that `strace -c -U calls,time-total,errors,name`
 * sums up, as functions, their time in seconds. -1 with WHY when TEXT is empty,
 * something else, or not whole: its rows must add up to its total.
 */
int strace_text_parse(const char *text, size_t length,
		      struct evidence *evidence, struct reason *why);

#endif
