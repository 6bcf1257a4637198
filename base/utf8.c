/* utf8.c: text that every reader of JSON, XML and protobuf takes. */
#include "base/utf8.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The leading byte says how many there are, and how small a code may be. */
static const struct lead {
	unsigned char mask, mark;
	size_t bytes;
	uint32_t least;
} leads[] = {
	{ 0x80, 0x00, 1, 0x20 },
	{ 0xe0, 0xc0, 2, 0xa0 }, /* above the second set of controls */
	{ 0xf0, 0xe0, 3, 0x800 },
	{ 0xf8, 0xf0, 4, 0x10000 },
};

static bool is_character(uint32_t code, uint32_t least)
{
	return code >= least && code != 0x7f && code <= 0x10ffff &&
	       !(code >= 0xd800 && code <= 0xdfff) && (code & 0xfffe) != 0xfffe;
}

/* How many bytes the character at TEXT takes; 0 when there is none. */
static size_t character(const unsigned char *text, size_t left)
{
	const struct lead *lead = leads;
	uint32_t code;

	while (lead < leads + 4 && (*text & lead->mask) != lead->mark)
		lead++;
	if (lead == leads + 4 || lead->bytes > left)
		return 0;
	code = *text & (unsigned char)~lead->mask;
	for (size_t i = 1; i < lead->bytes; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (text[i] & 0x3f);
	}
	return is_character(code, lead->least) ? lead->bytes : 0;
}

void utf8_add(struct buf *out, const char *text, size_t length)
{
	while (length > 0) {
		size_t bytes = character((const unsigned char *)text, length);

		if (bytes)
			buf_add(out, text, bytes);
		else
			buf_adds(out, "\xef\xbf\xbd");
		bytes += bytes == 0;
		text += bytes;
		length -= bytes;
	}
}

char *utf8_copy(const char *text)
{
	struct buf copy;

	buf_init(&copy);
	utf8_add(&copy, text, strlen(text));
	return buf_detach(&copy);
}
