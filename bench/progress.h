/*
 * progress.h: how far a run is: one line that renews itself on a terminal, a
 * plain line now and then elsewhere.
 */
#ifndef TARE_PROGRESS_H
#define TARE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool quiet;
	bool terminal;
	int64_t last_ns; /* when the last line was written */
	bool open;	 /* a line waits to be renewed */
};

void progress_init(struct progress *progress, bool wanted);

/*
 * SHARE done in [0, 1], seconds LEFT (negative: not known), and what is being done.
 */
void progress_show(struct progress *progress, double share, double left_s,
		   const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Clear the line. */
void progress_end(struct progress *progress);

#endif
