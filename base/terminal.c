/* terminal.c: text of which a terminal shows everything and obeys nothing. */
#include "base/terminal.h"

#include <string.h>

#include "base/utf8.h"

/* A colour, "\033[1;31m": its length, or 0. */
static size_t colour_length(const char *text, size_t length)
{
	size_t at = 2;

	if (length < 3 || text[0] != '\033' || text[1] != '[')
		return 0;
	while (at < length && strchr("0123456789;", text[at]) && text[at])
		at++;
	return at < length && text[at] == 'm' ? at + 1 : 0;
}

/* Of what is at TEXT and stays, though it is a control: the length, or 0. */
static size_t harmless_length(const char *text, size_t length)
{
	return *text == '\n' || *text == '\t' ? 1 : colour_length(text, length);
}

void terminal_add(struct buf *out, const char *text, size_t length)
{
	size_t begun = 0, at = 0;

	while (at < length) {
		size_t kept = harmless_length(text + at, length - at);

		if (kept == 0) {
			at++;
			continue;
		}
		utf8_add(out, text + begun, at - begun);
		buf_add(out, text + at, kept);
		begun = at += kept;
	}
	utf8_add(out, text + begun, length - begun);
}
