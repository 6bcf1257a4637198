/*
 * engine.h: sends load to one URL and measures what comes of it.
 *
 * One thread, one epoll, constant memory. A closed loop sends a user's next request
 * when its last one is answered. An open loop sends at a rate of its own, and its
 * latencies count from the moment when a request was due: one that waits because all
 * connections are busy has that wait in its latency (no coordinated omission). A rate
 * beyond what can be sent becomes a closed loop with a growing queue, at no cost.
 */
#ifndef TARE_ENGINE_H
#define TARE_ENGINE_H

#include <stdbool.h>

#include "base/reason.h"
#include "client/outcome.h"

enum { CONNECTIONS_MAX = 4096 };

struct engine_plan {
	const char *url;
	unsigned connections; /* 1 to CONNECTIONS_MAX */
	double duration_s;    /* of sending */
	double drain_s;	      /* then wait so long for what is still out */
	double timeout_s;     /* of a request, and of connecting */
	double rate;	      /* requests per second; 0: a closed loop */
	bool uniform;	      /* equal gaps; else Poisson arrivals */
	long seed;	      /* of the arrivals */
	bool spin;	      /* never sleep: timely, for a CPU of its own */
	bool insecure;	      /* take any certificate */
};

/*
 * Connect all users, then load until the duration is over or stop_wanted(). OUTCOME
 * is filled in any case. -1 with WHY when the URL is none or nobody could connect.
 */
int engine_run(const struct engine_plan *plan, struct outcome *outcome,
	       struct reason *why);

#endif
