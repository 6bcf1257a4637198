/*
 * actor.h: an arm while its block is being measured: its process, its client, its tally.
 *
 * Life: actor_init(), actor_start(), requests; actor_begin(), measured requests;
 * actor_finish() fills the sample; actor_release(). What fails marks the actor as failed,
 * with the reason in its cell, and turns the later steps into nothing.
 */
#ifndef TARE_ACTOR_H
#define TARE_ACTOR_H

#include <stdbool.h>

#include "bench/run.h"
#include "bench/stage.h"
#include "bench/tally.h"
#include "bench/target.h"
#include "client/client.h"

/* A cell that has failed in so many blocks is left out of the later ones. */
enum { ACTOR_FAILURES_MOST = 3 };

struct actor {
	const struct arm *arm;
	struct cell *cell;
	struct sample *sample;
	struct target target;
	struct client client;
	struct tally tally;
	char *socket, *out;
	long wanted;	/* requests to measure */
	long served;	/* requests answered, warm-ups too */
	int64_t cpu_ns; /* of the service, when last read */
	int64_t spent_ns; /* of the block's time */
	bool failed;
};

void actor_init(struct actor *actor, const struct arm *arm, struct cell *cell,
		struct sample *sample);
void actor_release(struct actor *actor);

/* Start its process on the slot that the sample names, and its client. */
void actor_start(struct actor *actor, const struct run *run,
		 const struct endpoint *endpoint, struct stage *stage);

/* One request that is not measured. */
void actor_request(struct actor *actor);

/* From now on, requests are measured, in ROUNDS rounds. -1: out of memory. */
int actor_begin(struct actor *actor, size_t rounds);
void actor_measure(struct actor *actor, size_t round);

/* Stop the process; fill the sample, paired with BASELINE. */
void actor_finish(struct actor *actor, const struct tally *baseline);

#endif
