/* nearest.h: the word that was meant. */
#ifndef TARE_NEAREST_H
#define TARE_NEAREST_H

#include <stddef.h>

/*
 * The word of a list nearest to TEXT by edit distance, or NULL when none is
 * near. WORD(i, data) gives the words until NULL.
 */
const char *nearest_word(const char *text,
			 const char *(*word)(size_t i, const void *data),
			 const void *data);

#endif
