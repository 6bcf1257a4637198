/*
 * protobuf.h: writing the wire format of protocol buffers: all that profile.proto
 * needs. https://protobuf.dev/programming-guides/encoding/
 */
#ifndef TARE_PROTOBUF_H
#define TARE_PROTOBUF_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* A number with no field: an entry of a packed list. */
void protobuf_add(struct buf *out, uint64_t value);

/* A number; 0 is the default, and takes no room. */
void protobuf_number(struct buf *out, unsigned field, uint64_t value);

/* A text, a packed list or a message. */
void protobuf_bytes(struct buf *out, unsigned field, const void *bytes,
		    size_t length);

/* The same of all of PART, which is empty then, for the next one. */
void protobuf_part(struct buf *out, unsigned field, struct buf *part);

#endif
