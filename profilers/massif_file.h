/* massif_file.h: reads a massif.out file. */
#ifndef TARE_MASSIF_FILE_H
#define TARE_MASSIF_FILE_H

#include <stddef.h>

#include "base/reason.h"
#include "profilers/evidence.h"

/* Deeper stacks than valgrind keeps, inlined functions included. */
enum { MASSIF_DEPTH_MAX = 1024 };

/*
 * Add to EVIDENCE what was live at the peak of one process: by site, by stack
 * (weighed in bytes) and in all. ROOT is where the program's source is (see
 * frames_site). -1 with WHY when TEXT is empty, something else, damaged, or
 * ends before the peak.
 */
int massif_parse(const char *text, size_t length, const char *root,
		 struct evidence *evidence, struct reason *why);

#endif
