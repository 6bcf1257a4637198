/* offline.h: one program or library that does not run, with its debug information. */
#ifndef TARE_OFFLINE_H
#define TARE_OFFLINE_H

#include <elfutils/libdwfl.h>

#include "base/reason.h"

/*
 * Open PATH alone: *MODULE is it, and lives as long as what is returned, which the
 * caller ends with dwfl_end(). A debug file is looked for beside it, below
 * /usr/lib/debug, and where DEBUGINFOD_URLS points. NULL with WHY, "no names from
 * PATH: ...", when it is no ELF file.
 */
Dwfl *offline_open(const char *path, Dwfl_Module **module, struct reason *why);

#endif
