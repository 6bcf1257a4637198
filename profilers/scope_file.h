/* scope_file.h: reads the file that include/tare.h keeps while a program runs. */
#ifndef TARE_SCOPE_FILE_H
#define TARE_SCOPE_FILE_H

#include <stddef.h>

#include "base/buf.h"
#include "base/reason.h"
#include "profilers/evidence.h"

/*
 * Add to EVIDENCE the functions and stacks of one process, which may still be running,
 * or have been killed. -1 with WHY when BYTES are empty, something else, damaged, or
 * not whole.
 */
int scope_file_parse(const void *bytes, size_t length,
		     struct evidence *evidence, struct reason *why);

/*
 * Add to OUT what the COUNT files PATHS say together, in the form that a name which
 * ends in SUFFIX (".folded", ...; see tare.h) stands for. -1 with WHY naming the file.
 */
int scope_file_export(const char *const *paths, size_t count,
		      const char *suffix, struct buf *out, struct reason *why);

#endif
