/* file.h: directories and whole files, written so that no reader sees half of one. */
#ifndef TARE_FILE_H
#define TARE_FILE_H

#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/reason.h"

/* Directory and its parents, 0755 less umask; an existing one is fine. */
int dir_make(const char *path, struct reason *why);

/*
 * Remove a directory and all below it, links not followed, not even those that others
 * who may write there put into the place of a directory meanwhile; no such is fine.
 */
int dir_remove(const char *path);

/* Call EACH("DIR/NAME", DATA) in name order on each entry; stops when not 0. */
int dir_each(const char *dir, int (*each)(const char *path, void *data),
	     void *data);

/* Bytes in a file; 0 when it cannot be looked at. */
double file_size(const char *path);

/* Sum over the files in a directory and below. */
double dir_size(const char *dir);

/* Whole file into BUF (added to what is there). */
int file_read(const char *path, struct buf *buf, struct reason *why);

/* The same of a file that others may have left: -1 for a link, and for what is no file. */
int file_read_plain(const char *path, struct buf *buf, struct reason *why);

/* Its last line that is not empty, for a message; malloc'd, "" when there is none. */
char *file_last_line(const char *path);

/* All COUNT bytes FROM there to FD; -1 with errno. */
int file_put(int fd, const void *from, size_t count);

/* Write PATH as a draft (base/draft.h): it appears whole, or not at all. */
int file_write(const char *path, const void *bytes, size_t count,
	       struct reason *why);

/* Copy, with MODE, the same way. */
int file_copy(const char *from, const char *to, mode_t mode,
	      struct reason *why);

/* Make the symbolic link PATH point to TARGET, replacing an older link. */
int link_replace(const char *target, const char *path, struct reason *why);

/* Malloc'd "FORMAT"; never NULL: running out of memory for a path ends us. */
char *path_format(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

#endif
