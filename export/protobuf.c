/* protobuf.c: writing the wire format of protocol buffers. */
#include "protobuf.h"

enum { VARINT = 0, LENGTH_DELIMITED = 2 };

/* Seven bits a byte, the lowest first; the eighth says that there is more. */
void protobuf_add(struct buf *out, uint64_t value)
{
	unsigned char bytes[10];
	size_t count = 0;

	do {
		bytes[count] = value & 0x7f;
		value >>= 7;
		bytes[count++] |= value ? 0x80 : 0;
	} while (value);
	buf_add(out, bytes, count);
}

void protobuf_number(struct buf *out, unsigned field, uint64_t value)
{
	if (value == 0)
		return;
	protobuf_add(out, field << 3 | VARINT);
	protobuf_add(out, value);
}

void protobuf_bytes(struct buf *out, unsigned field, const void *bytes,
		    size_t length)
{
	protobuf_add(out, field << 3 | LENGTH_DELIMITED);
	protobuf_add(out, length);
	buf_add(out, bytes, length);
}

void protobuf_part(struct buf *out, unsigned field, struct buf *part)
{
	protobuf_bytes(out, field, part->text, part->len);
	out->failed |= part->failed;
	buf_clear(part);
}
