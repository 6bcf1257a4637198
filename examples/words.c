/* words.c: tare.h in a small program: which words are the most frequent? */
#include <ctype.h>

#include "../include/tare.h"

enum { WORD_MAX = 32, WORDS_MAX = 4096 }; /* one is always empty */

static struct word {
	char text[WORD_MAX];
	long count;
} words[WORDS_MAX];

static struct word *find(const char *text)
{
	struct word *word = words;

	TARE_FN();
	while (word->count && strcmp(word->text, text) != 0)
		word++;
	return word;
}

static int read_word(char *text)
{
	int c = getchar(), length = 0;

	TARE_FN();
	while (c != EOF && !isalpha(c))
		c = getchar();
	for (; c != EOF && isalpha(c); c = getchar()) {
		if (length < WORD_MAX - 1)
			text[length++] = (char)tolower(c);
	}
	text[length] = '\0';
	return length;
}

static int by_count(const void *a, const void *b)
{
	TARE_FN();
	return (int)(((const struct word *)b)->count -
		     ((const struct word *)a)->count);
}

int main(void)
{
	char text[WORD_MAX] = "";

	TARE_FN();
	for (int n = 1; n < WORDS_MAX && read_word(text); n++) {
		TARE_SCOPE("count");
		struct word *word = find(text);

		memcpy(word->text, text, sizeof(text));
		word->count++;
	}
	qsort(words, WORDS_MAX, sizeof(*words), by_count);
	return printf("%s %ld\n", words[0].text, words[0].count) < 0;
}
