/*
 * verdict.h: what became of a profile, and of the service, as a word.
 *
 * It is derived, never written down: from what the service did beside what it does
 * without a profiler, from what the profile says beside the truth, and from what was
 * said about it.
 */
#ifndef TARE_TORTURE_VERDICT_H
#define TARE_TORTURE_VERDICT_H

#include <stdbool.h>

#include "base/reason.h"
#include "torture/witness.h"

enum fate {
	FATE_UNKNOWN, /* no time was left to see */
	FATE_KEPT,    /* the profile is complete and right */
	FATE_WRONG,   /* there is one, it is not right, and nothing says so */
	FATE_LOST,    /* there is none, or an empty one, and nothing says so */
	FATE_SAID,    /* it is lost or not right, and something says so */
	FATE_HARMED,  /* the service did what it does not do unwatched */
	FATE_NOT_APPLICABLE,
};

/* All that was seen of one service in one event. */
struct outcome {
	bool possible;	   /* the event could be brought about here */
	struct reason why; /* it could not; or it could not be started */
	bool started;
	unsigned sent, failed; /* requests */
	struct reason failure; /* of the first that did */
	bool late;	       /* the service did not end in its time */
	bool wrapped;	       /* its status is that of the tool which started it */
	int status;	       /* as from wait() */

	bool read;		/* the profile could be read */
	struct reason unread;	/* it could not */
	double written_bytes;	/* by the tool */
	unsigned measure_count;
	struct measure measures[MEASURE_MAX];
	struct reason said; /* news among what was printed; "" for none */
	struct reason aside; /* worth a note whatever the verdict; "" for none */
	double took_s;
};

/* "kept", "wrong", "lost", "said", "harmed", "n/a", "?". */
const char *fate_name(enum fate fate);

/*
 * The verdict on OUTCOME, with the reason in BECAUSE. UNWATCHED is the same event
 * without a profiler.
 */
enum fate verdict_of(const struct outcome *outcome,
		     const struct outcome *unwatched, struct reason *because);

#endif
