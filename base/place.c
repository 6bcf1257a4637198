/* place.c: words in braces in a text, and what they stand for. */
#include "place.h"

#include <string.h>

/* The length of the {word} that TEXT starts with, braces included; 0: none. */
static size_t word_length(const char *text)
{
	size_t letters;

	if (*text != '{')
		return 0;
	letters = strspn(text + 1, "abcdefghijklmnopqrstuvwxyz_");
	return letters && text[1 + letters] == '}' ? letters + 2 : 0;
}

static const struct place *find(const struct place *places, const char *word,
				size_t length)
{
	for (; places && places->name; places++) {
		if (strlen(places->name) == length &&
		    memcmp(places->name, word, length) == 0)
			return places;
	}
	return NULL;
}

void place_fill(struct buf *buf, const char *text, const struct place *places)
{
	while (*text) {
		size_t length = word_length(text);
		const struct place *place =
			length ? find(places, text + 1, length - 2) : NULL;

		if (place && place->value) {
			buf_adds(buf, place->value);
			text += length;
		} else {
			buf_add(buf, text++, 1);
		}
	}
}

char *place_unknown(const char *text, const struct place *places)
{
	for (; *text; text++) {
		size_t length = word_length(text);

		if (length && !find(places, text + 1, length - 2))
			return strndup(text + 1, length - 2);
	}
	return NULL;
}
