/*
 * output.h: files that a command line names to be written.
 *
 * A file is replaced whole, as by file_write(). What has its name and is none, as
 * /dev/stdout or a fifo, and what a link leads to, is written to: only here, where the
 * user has said so. Nobody else's link is followed.
 */
#ifndef TARE_OUTPUT_H
#define TARE_OUTPUT_H

#include "base/buf.h"
#include "base/reason.h"

/* Whether PATH can be written, before there is anything to write; -1 with WHY. */
int output_check(const char *path, struct reason *why);

/*
 * Write TEXT there; where PATH is NULL to standard output, and if that is a
 * terminal, by terminal_add(). -1 with WHY.
 */
int output_write(const char *path, const struct buf *text, struct reason *why);

/* The same with what is in the file FROM. */
int output_copy(const char *from, const char *path, struct reason *why);

#endif
