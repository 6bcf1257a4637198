/* terminal.h: text of which a terminal shows everything and obeys nothing. */
#ifndef TARE_TERMINAL_H
#define TARE_TERMINAL_H

#include <stddef.h>

#include "base/buf.h"

/*
 * Add LENGTH bytes of TEXT to OUT as they may go to a terminal: line ends, tabs and
 * colours stay, what else it would obey and what is no text becomes U+FFFD. Names in a
 * foreign profile may hold anything.
 */
void terminal_add(struct buf *out, const char *text, size_t length);

/*
 * From here on what is printed passes through it where standard output is a terminal,
 * so that no verb needs to know which of its words are foreign: a run.json, too, may
 * come from anybody. -1: no memory. Once, at the beginning of main().
 */
int terminal_guard(void);

#endif
