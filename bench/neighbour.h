/*
 * neighbour.h: a busy neighbour of a known kind, beside whom the instrument is proved.
 *
 * Whom a machine is shared with comes and goes, and so does what a narrow answer is
 * worth: beside nobody, means of sequential requests are steady, too. This neighbour
 * is the same on every machine: on each CPU that we may use, a process works for 20 to
 * 400 ms, then rests for 20 to 1200 ms, each length as likely as any other. It takes a
 * quarter of a CPU, for longer than a request of ours and shorter than a block.
 */
#ifndef TARE_NEIGHBOUR_H
#define TARE_NEIGHBOUR_H

#include <stddef.h>
#include <sys/types.h>

#include "base/reason.h"

struct neighbour {
	pid_t *pids;
	size_t count;
};

/*
 * To be called before we pin ourselves. They end with us, at the latest. -1 with WHY,
 * and then none is left.
 */
int neighbour_start(struct neighbour *neighbour, long seed,
		    struct reason *why);
void neighbour_stop(struct neighbour *neighbour);

#endif
