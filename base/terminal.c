/* terminal.c: text of which a terminal shows everything and obeys nothing. */
#include "base/terminal.h"

#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"

/* A character is not cut in two unless its line is longer. */
enum { LINE_MOST = 65536 };

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

/* As fopencookie() wants it: 0 is an error. */
static ssize_t put_harmless(void *cookie, const char *text, size_t size)
{
	struct buf harmless;
	int status = -1;

	(void)cookie;
	buf_init(&harmless);
	terminal_add(&harmless, text, size);
	if (!harmless.failed)
		status = file_put(STDOUT_FILENO, harmless.text, harmless.len);
	buf_release(&harmless);
	return status < 0 ? 0 : (ssize_t)size;
}

int terminal_guard(void)
{
	static const cookie_io_functions_t io = { .write = put_harmless };
	FILE *guarded;

	if (!isatty(STDOUT_FILENO))
		return 0;
	guarded = fopencookie(NULL, "w", io);
	if (!guarded || setvbuf(guarded, NULL, _IOLBF, LINE_MOST) != 0)
		return -1;
	stdout = guarded;
	return 0;
}
