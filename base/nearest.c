/* nearest.c: the word that was meant, by edit distance. */
#include "nearest.h"

#include <string.h>

enum { WORD_MAX = 64 };

static size_t edit_distance(const char *a, const char *b)
{
	size_t row[WORD_MAX + 1];
	size_t n = strlen(b);

	if (n > WORD_MAX)
		return WORD_MAX;
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; *a; a++, i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			size_t cost = diagonal + (*a != b[j - 1]);

			diagonal = row[j];
			if (row[j] + 1 < cost)
				cost = row[j] + 1;
			if (row[j - 1] + 1 < cost)
				cost = row[j - 1] + 1;
			row[j] = cost;
		}
	}
	return row[n];
}

const char *nearest_word(const char *text,
			 const char *(*word)(size_t i, const void *data),
			 const void *data)
{
	const char *best = NULL;
	size_t least = 1 + strlen(text) / 3;
	const char *candidate;

	for (size_t i = 0; (candidate = word(i, data)) != NULL; i++) {
		size_t distance = edit_distance(text, candidate);

		if (distance <= least) {
			least = distance;
			best = candidate;
		}
	}
	return best;
}
