/* inlined.h: the functions and lines of an instruction, from its object's DWARF. */
#ifndef TARE_INLINED_H
#define TARE_INLINED_H

#include <elfutils/libdwfl.h>
#include <stddef.h>
#include <stdint.h>

#include "profilers/frames.h"

enum { INLINED_MAX = 32 };

/* Zeroed is empty: the paths that were put together, which frames point into. */
struct paths {
	char **list;
	size_t count;
};

void paths_release(struct paths *paths);

/*
 * Put the frames at ADDRESS of MODULE, where it is loaded, into FRAMES, at most MOST,
 * innermost first: functions inlined there, then the one it is in. FRAMES[0] comes
 * in with its object, and nothing else, set. Returns how many, at least 1. Names are
 * as the linker knows them, not demangled. The strings live as long as MODULE and
 * PATHS do.
 */
size_t inlined_frames(Dwfl_Module *module, uint64_t address,
		      struct paths *paths, struct frame *frames, size_t most);

#endif
