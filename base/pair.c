/* pair.c: the words of a query string, "n=28&limit=50", one after the other. */
#include "pair.h"

#include <string.h>

#include "base/json.h"
#include "base/reason.h"
#include "base/reply.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int pair_decode(const char *text, size_t length, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < length; i++) {
		int c = (unsigned char)text[i];

		if (c == '+') {
			c = ' ';
		} else if (c == '%') {
			int high = i + 2 < length ? hex_digit(text[i + 1]) : -1;
			int low = high < 0 ? -1 : hex_digit(text[i + 2]);

			if (low < 0)
				return -1;
			c = high * 16 + low;
			i += 2;
		}
		if (c < ' ' || c >= 0x7f || n + 1 == PAIR_WORD_MAX)
			return -1;
		out[n++] = (char)c;
	}
	out[n] = '\0';
	return 0;
}

static int parse(struct pair *pair, const char *text, size_t length)
{
	const char *equals = memchr(text, '=', length);
	size_t name = equals ? (size_t)(equals - text) : length;
	int status = 1;

	pair->value[0] = '\0';
	if (pair_decode(text, name, pair->name) < 0) {
		pair->name[0] = '\0';
		status = -1;
	}
	if (equals &&
	    pair_decode(equals + 1, length - name - 1, pair->value) < 0) {
		pair->value[0] = '\0';
		status = -1;
	}
	return status;
}

int pair_next(const char **query, struct pair *pair)
{
	const char *text;
	size_t length;

	*query += strspn(*query, "&");
	text = *query;
	length = strcspn(text, "&");
	*query += length;
	return length ? parse(pair, text, length) : 0;
}

struct json_object *pair_malformed(const struct pair *pair)
{
	struct json_object *problem;
	struct reason why;

	reason_set(&why,
		   "parameter \"%s\" has a malformed escape, a character that "
		   "is not printable ASCII, or more than %d characters",
		   pair->name, PAIR_WORD_MAX - 1);
	problem = problem_new("query-malformed", 400, why.text);
	json_set_text(problem, "parameter", pair->name);
	return problem;
}
