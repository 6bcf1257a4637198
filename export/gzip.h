/* gzip.h: compression, in memory. */
#ifndef TARE_GZIP_H
#define TARE_GZIP_H

#include <stddef.h>

#include "base/buf.h"

/* Add BYTES, as a gzip file, to OUT. The same bytes give the same file. */
void gzip_add(struct buf *out, const void *bytes, size_t length);

#endif
