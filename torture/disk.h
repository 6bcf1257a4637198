/*
 * disk.h: a small disk for what a profiler writes, which can be full or read-only.
 *
 * Root has a file system of its own in memory, which nobody outside of tare sees and
 * which ends with it. Others have a directory without the right to write, and no disk
 * that could be full.
 */
#ifndef TARE_DISK_H
#define TARE_DISK_H

#include <stdbool.h>

#include "base/reason.h"

struct disk {
	const char *path; /* where it is; borrowed */
	bool mounted;
};

/* Once, before anything else is started: from now on mounts are our own affair. */
void disk_begin(void);

/*
 * Make the directory PATH one, which belongs to whom it belonged. -1 with WHY where that
 * is not possible here.
 */
int disk_open(struct disk *disk, const char *path, struct reason *why);
int disk_read_only(struct disk *disk, struct reason *why);

/* Not a byte more fits. */
int disk_fill(const struct disk *disk, struct reason *why);

/* There is room again; zeroed, or not filled, is fine. */
void disk_empty(const struct disk *disk);

/* What was written is gone if it was mounted; zeroed is fine. */
void disk_close(struct disk *disk);

#endif
