/* httptext.c: the smallest parts of an HTTP header. */
#include "httptext.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { DECIMALS = 18, HEXADECIMALS = 15 }; /* that an int64_t surely holds */

bool http_is_token(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];

		if (!isalnum(c) && c != '-' &&
		    !(c && strchr("!#$%&'*+.^_`|~", c)))
			return false;
	}
	return length > 0;
}

bool http_is_text(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];

		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

bool http_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_separator(char c)
{
	return c == ',' || http_is_blank(c);
}

bool http_list_has(const char *text, size_t length, const char *word)
{
	size_t size = strlen(word);
	size_t at = 0;

	while (at < length) {
		size_t start = at;

		while (at < length && !is_separator(text[at]))
			at++;
		if (at - start == size &&
		    strncasecmp(text + start, word, size) == 0)
			return true;
		while (at < length && is_separator(text[at]))
			at++;
	}
	return false;
}

int http_decimal(const char *text, size_t length, int64_t *number)
{
	*number = 0;
	if (length == 0 || length > DECIMALS)
		return -1;
	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		*number = *number * 10 + (text[i] - '0');
	}
	return 0;
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	       c >= 'a' && c <= 'f' ? c - 'a' + 10 :
	       c >= 'A' && c <= 'F' ? c - 'A' + 10 :
				      -1;
}

size_t http_hexadecimal(const char *text, size_t length, int64_t *number)
{
	size_t used;

	*number = 0;
	for (used = 0; used < length && hex_digit(text[used]) >= 0; used++) {
		if (used == HEXADECIMALS)
			return 0;
		*number = *number * 16 + hex_digit(text[used]);
	}
	return used;
}
