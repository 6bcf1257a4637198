/*
 * buf.h: a string that grows.
 *
 * Invariant: after buf_init(), text is never NULL and ends in a NUL at text[len];
 * when memory ran out, `failed` is set and later additions do nothing, so that
 * a writer checks once, at the end.
 */
#ifndef TARE_BUF_H
#define TARE_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *text;
	size_t len;
	size_t room;
	bool failed;
};

void buf_init(struct buf *buf);
void buf_release(struct buf *buf);

void buf_clear(struct buf *buf);
void buf_add(struct buf *buf, const void *bytes, size_t count);
void buf_adds(struct buf *buf, const char *text);
void buf_addf(struct buf *buf, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Hand the string over to the caller, who frees it; NULL when failed. */
char *buf_detach(struct buf *buf);

#endif
