/* buf.c: a string that grows. */
#include "buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What `text` points to while nothing is allocated. */
static char empty[1];

void buf_init(struct buf *buf)
{
	*buf = (struct buf){ .text = empty };
}

void buf_release(struct buf *buf)
{
	if (buf->text != empty)
		free(buf->text);
	buf_init(buf);
}

void buf_clear(struct buf *buf)
{
	buf->len = 0;
	if (buf->text != empty)
		buf->text[0] = '\0';
}

static bool buf_reserve(struct buf *buf, size_t more)
{
	size_t need = buf->len + more + 1;
	size_t room = buf->room ? buf->room : 64;
	char *text;

	if (buf->failed)
		return false;
	if (need <= buf->room)
		return true;
	while (room < need)
		room *= 2;
	text = realloc(buf->text == empty ? NULL : buf->text, room);
	if (!text) {
		buf->failed = true;
		return false;
	}
	text[buf->len] = '\0';
	buf->text = text;
	buf->room = room;
	return true;
}

void buf_add(struct buf *buf, const void *bytes, size_t count)
{
	if (!buf_reserve(buf, count))
		return;
	memcpy(buf->text + buf->len, bytes, count);
	buf->len += count;
	buf->text[buf->len] = '\0';
}

void buf_adds(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void buf_addf(struct buf *buf, const char *format, ...)
{
	size_t room = buf->room - buf->len;
	va_list args;
	int count;

	/* Mostly there is room, and printing once is enough. */
	if (buf->failed)
		return;
	va_start(args, format);
	count = vsnprintf(buf->text + buf->len, room, format, args);
	va_end(args);
	if (count >= 0 && (size_t)count >= room &&
	    buf_reserve(buf, (size_t)count)) {
		va_start(args, format);
		count = vsnprintf(buf->text + buf->len, (size_t)count + 1,
				  format, args);
		va_end(args);
	}
	if (count >= 0 && !buf->failed)
		buf->len += (size_t)count;
	buf->text[buf->len] = '\0';
}

char *buf_detach(struct buf *buf)
{
	char *text = NULL;

	if (!buf->failed && buf_reserve(buf, 0)) {
		text = buf->text;
		buf->text = empty;
	}
	buf_release(buf);
	return text;
}
