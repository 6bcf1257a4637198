/* gzip.c: compression, in memory. */
#include "gzip.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

/* 15 bits of window, and 16 more for the gzip header; no time stamp in it. */
enum { GZIP_WINDOW = 15 + 16, MEMORY_LEVEL = 8 };

static int deflate_all(z_stream *stream, const void *bytes, size_t length,
		       struct buf *out)
{
	size_t room = deflateBound(stream, length);
	unsigned char *packed = room <= UINT_MAX ? malloc(room) : NULL;
	int status = -1;

	if (!packed)
		return -1;
	stream->next_in = (z_const Bytef *)bytes;
	stream->avail_in = (unsigned)length;
	stream->next_out = packed;
	stream->avail_out = (unsigned)room;
	if (deflate(stream, Z_FINISH) == Z_STREAM_END)
		status = 0;
	if (status == 0)
		buf_add(out, packed, stream->total_out);
	free(packed);
	return status;
}

void gzip_add(struct buf *out, const void *bytes, size_t length)
{
	z_stream stream = { 0 };

	if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW,
			 MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK) {
		out->failed = true;
		return;
	}
	if (deflate_all(&stream, bytes, length, out) < 0)
		out->failed = true;
	deflateEnd(&stream);
}
