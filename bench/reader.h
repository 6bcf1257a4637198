/*
 * reader.h: interprets the output of one tool beside the capture of the next one.
 *
 * It does so in a process of its own, on the core that the captured service does not
 * use; one that crashes costs its cell alone. Zeroed is idle.
 */
#ifndef TARE_READER_H
#define TARE_READER_H

#include <sys/types.h>

#include "bench/run.h"

struct reader {
	pid_t pid;	      /* 0: idle */
	struct check *check;  /* that will be filled in */
	struct check *shared; /* that the process fills in */
};

/*
 * Once an earlier one is done, have WORK(check, data) fill in CHECK, in another
 * process; until then CHECK is pending.
 */
void reader_start(struct reader *reader, struct check *check,
		  void (*work)(struct check *check, void *data), void *data);

/* Wait until the check is filled in. */
void reader_wait(struct reader *reader);

#endif
