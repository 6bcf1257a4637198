/*
 * inspect.h: a look at what a peer has sent, before libfcgi reads it.
 *
 * libfcgi (2.4.2) allocates what the lengths of a parameter claim, and aborts where their
 * sum overflows; its answer to a management record has 64 bytes, whatever it holds. So it
 * gets to see only what a proxy sends: one request, whole up to the end of its parameters.
 */
#ifndef TARE_INSPECT_H
#define TARE_INSPECT_H

#include <stddef.h>

enum { INSPECT_MOST = 32768 }; /* bytes up to there; nginx sends 9 KiB at the most */

enum inspection {
	INSPECT_GOOD,
	INSPECT_PART, /* right so far, and more is to come */
	INSPECT_BAD,
};

/* What are the COUNT bytes that have arrived, at most INSPECT_MOST? */
enum inspection inspect(const unsigned char *bytes, size_t count);

#endif
