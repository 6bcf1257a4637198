/*
 * stage.h: where a run takes place: the room, nginx with a slot for every arm,
 * and the random numbers.
 */
#ifndef TARE_STAGE_H
#define TARE_STAGE_H

#include <gsl/gsl_rng.h>
#include <stdbool.h>

#include "base/reason.h"
#include "bench/awake.h"
#include "bench/pin.h"
#include "bench/proxy.h"
#include "bench/room.h"
#include "bench/run.h"

struct stage {
	struct room room;
	struct proxy proxy;
	struct pin pin;
	struct awake awake;
	gsl_rng *random;
	unsigned slots;
	unsigned serial; /* of the next output directory */
};

/*
 * SLOTS services can be behind the proxy at a time. With PIN, client and services get
 * a CPU each where there are two, and these are kept awake.
 */
int stage_open(struct stage *stage, unsigned slots, bool pin, long seed,
	       struct reason *why);

/* Stop nginx and remove the room. */
void stage_close(struct stage *stage);

/* "ROOM/s/slotN.sock"; malloc'd. */
char *stage_socket(const struct stage *stage, unsigned slot);

/* "http://ADDRESS/v/slotN/cpu/fibonacci?n=28"; malloc'd. */
char *stage_url(const struct stage *stage, unsigned slot,
		const struct endpoint *endpoint);

/* The same of a workload with other arguments; malloc'd. */
char *stage_url_of(const struct stage *stage, unsigned slot,
		   const struct workload *workload, const long *args);

/* PATH?name=value&... of an endpoint with its arguments; malloc'd. */
char *endpoint_target(const struct endpoint *endpoint);

/* A fresh output directory for one process under PROFILER; malloc'd, NULL with WHY. */
char *stage_out(struct stage *stage, const struct profiler *profiler,
		struct reason *why);

/* Random permutation of WORDS[0..COUNT). */
void stage_shuffle(struct stage *stage, unsigned *words, size_t count);

#endif
