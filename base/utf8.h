/* utf8.h: text that every reader of JSON, XML and protobuf takes. */
#ifndef TARE_UTF8_H
#define TARE_UTF8_H

#include <stddef.h>

#include "base/buf.h"

/*
 * Add LENGTH bytes of TEXT to OUT, with U+FFFD in place of each control character and
 * of each byte that is not UTF-8 (RFC 3629), or stands for no character in XML 1.0.
 */
void utf8_add(struct buf *out, const char *text, size_t length);

/* All of TEXT so, malloc'd; NULL without memory. */
char *utf8_copy(const char *text);

#endif
