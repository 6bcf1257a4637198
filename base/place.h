/* place.h: words in braces in a text, and what they stand for. */
#ifndef TARE_PLACE_H
#define TARE_PLACE_H

#include <stddef.h>

#include "base/buf.h"

/* {NAME} and its value; a list ends with a NULL name. */
struct place {
	const char *name, *value;
};

/*
 * Add TEXT with each {NAME} replaced by its value. One that is not in PLACES, or has
 * no value yet (NULL), stays as it is.
 */
void place_fill(struct buf *buf, const char *text, const struct place *places);

/*
 * The first {WORD} of small letters in TEXT that PLACES do not have, malloc'd and
 * without its braces; NULL when all are known.
 */
char *place_unknown(const char *text, const struct place *places);

#endif
