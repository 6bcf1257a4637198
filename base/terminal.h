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

#endif
