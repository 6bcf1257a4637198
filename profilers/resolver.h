/*
 * resolver.h: the functions behind the addresses of a process that has ended, from
 * the text of its /proc/PID/maps and the files that it names.
 *
 * Life cycle: resolver_open(), any number of resolver_frames(), resolver_close().
 * The text of the maps must outlive it.
 */
#ifndef TARE_RESOLVER_H
#define TARE_RESOLVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/reason.h"
#include "profilers/frames.h"

struct resolver;

/*
 * With NAMES false no file is opened, and frames have objects only. NULL with WHY
 * when MAPS has a line that is no mapping, or does not reach up to the stack.
 */
struct resolver *resolver_open(struct scan maps, bool names,
			       struct reason *why);
void resolver_close(struct resolver *resolver);

/*
 * Put the frames of the code at ADDRESS into FRAMES, innermost first: functions that
 * were inlined there, then the one it is in; at most MOST, at least one. A caller's
 * address is the one that it returns to: pass one less. Returns how many, 0 without
 * memory. The strings live as long as RESOLVER.
 */
size_t resolver_frames(struct resolver *resolver, uint64_t address,
		       struct frame *frames, size_t most);

/*
 * The same for a whole stack of COUNT addresses, innermost first, of which the first
 * is a caller's too unless EXACT. At most MOST frames.
 */
size_t resolver_stack(struct resolver *resolver, const uint64_t *addresses,
		      size_t count, bool exact, struct frame *frames,
		      size_t most);

/* The program: what the first mapping with code is of. */
struct scan resolver_program(const struct resolver *resolver);

#endif
