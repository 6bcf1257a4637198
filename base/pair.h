/* pair.h: the words of a query string, "n=28&limit=50", one after the other. */
#ifndef TARE_PAIR_H
#define TARE_PAIR_H

#include <json-c/json.h>
#include <stddef.h>

enum { PAIR_WORD_MAX = 64 };

/* One name=value, decoded; what cannot be decoded is "". */
struct pair {
	char name[PAIR_WORD_MAX];
	char value[PAIR_WORD_MAX];
};

/*
 * Percent-decode LENGTH bytes of TEXT into OUT[PAIR_WORD_MAX]. 0, or -1 for a
 * malformed escape, what is not printable ASCII, or more than fits.
 */
int pair_decode(const char *text, size_t length, char *out);

/*
 * Take the next pair off *QUERY; empty ones are passed over. 1; 0 at the end; -1 when it
 * cannot be decoded.
 */
int pair_next(const char **query, struct pair *pair);

/* What is wrong with one that cannot be decoded. */
struct json_object *pair_malformed(const struct pair *pair);

#endif
