/* jot.c: JSON written straight into a buf. */
#include "jot.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* RFC 8259, 7: what must be escaped; other bytes go as they are. */
static void add_quoted(struct buf *out, const char *text)
{
	buf_add(out, "\"", 1);
	while (*text) {
		size_t plain = 0;

		while ((unsigned char)text[plain] >= ' ' &&
		       text[plain] != '"' && text[plain] != '\\')
			plain++;
		buf_add(out, text, plain);
		text += plain;
		if (*text)
			buf_addf(out, "\\u%04x", (unsigned char)*text++);
	}
	buf_add(out, "\"", 1);
}

/* What stands before a value: a comma unless it is the first, and its key. */
static void add_key(struct buf *out, const char *key)
{
	char last = out->len ? out->text[out->len - 1] : '[';

	if (last != '{' && last != '[')
		buf_add(out, ",", 1);
	if (key) {
		add_quoted(out, key);
		buf_add(out, ":", 1);
	}
}

void jot_open(struct buf *out, const char *key, char bracket)
{
	add_key(out, key);
	buf_add(out, &bracket, 1);
}

void jot_close(struct buf *out, char bracket)
{
	buf_add(out, &bracket, 1);
}

void jot_text(struct buf *out, const char *key, const char *text)
{
	add_key(out, key);
	if (text)
		add_quoted(out, text);
	else
		buf_adds(out, "null");
}

void jot_int(struct buf *out, const char *key, int64_t value)
{
	char digits[24];
	char *end = digits + sizeof(digits);
	char *first = end;
	uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;

	do
		*--first = (char)('0' + rest % 10);
	while (rest /= 10);
	if (value < 0)
		*--first = '-';
	add_key(out, key);
	buf_add(out, first, (size_t)(end - first));
}

void jot_bool(struct buf *out, const char *key, bool value)
{
	add_key(out, key);
	buf_adds(out, value ? "true" : "false");
}

void jot_number(struct buf *out, const char *key, double value)
{
	char digits[32];

	snprintf(digits, sizeof(digits), "%.15g", value);
	if (strtod(digits, NULL) != value)
		snprintf(digits, sizeof(digits), "%.17g", value);
	add_key(out, key);
	buf_adds(out, isfinite(value) ? digits : "null");
}
