/*
 * jot.h: JSON written straight into a buf, for what is on the measured path: a tree of
 * it takes four times as long as writing the text.
 *
 * Members and elements are separated by themselves: after an opening bracket there is
 * no comma. KEY is NULL in an array, and for the outermost value.
 */
#ifndef TARE_JOT_H
#define TARE_JOT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* BRACKET is '{' or '['. */
void jot_open(struct buf *out, const char *key, char bracket);
void jot_close(struct buf *out, char bracket);

/* A NULL text is null. */
void jot_text(struct buf *out, const char *key, const char *text);
void jot_int(struct buf *out, const char *key, int64_t value);
void jot_bool(struct buf *out, const char *key, bool value);

/* With as many digits as bring it back; NAN and infinity are null. */
void jot_number(struct buf *out, const char *key, double value);

#endif
