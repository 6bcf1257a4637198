/* actor.c: an arm while its block is being measured. */
#include "actor.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>

#include "base/file.h"

enum {
	PAD_MAX = 4096, /* bytes of environment */
	REQUEST_TIMEOUT_MS = 300000,
};

void actor_init(struct actor *actor, const struct arm *arm, struct cell *cell,
		struct sample *sample)
{
	*sample = (struct sample){
		.median_ns = NAN,	.p90_ns = NAN,
		.handler_wall_ns = NAN, .handler_cpu_ns = NAN,
		.injected_ns = NAN,	.service_cpu_ns = NAN,
		.pair_latency = NAN,	.pair_handler_wall = NAN,
		.pair_handler_cpu = NAN, .pair_service_cpu = NAN,
		.known_latency = NAN,	.known_handler_wall = NAN,
		.max_rss_bytes = NAN,	.written_bytes = NAN,
	};
	*actor = (struct actor){ .arm = arm, .cell = cell, .sample = sample };
	buf_init(&actor->client.body);
}

static void actor_fail(struct actor *actor, const struct reason *why)
{
	actor->failed = true;
	actor->cell->why = *why;
}

static char *actor_url(const struct actor *actor, const struct run *run,
		       const struct endpoint *endpoint,
		       const struct stage *stage)
{
	char *target, *url;

	if (actor->arm->role != ROLE_EXTERNAL)
		return stage_url(stage, actor->sample->slot, endpoint);
	target = endpoint_target(endpoint);
	url = path_format("%s%s", run->plan.url, target);
	free(target);
	return url;
}

static int start_target(struct actor *actor, const struct endpoint *endpoint,
			struct stage *stage, struct reason *why)
{
	struct target_plan plan = {
		.room = &stage->room,
		.profiler = actor->arm->profiler,
		.workload = endpoint->workload,
		.cpu_plus_1 = stage->pin.service,
		.pad = (unsigned)gsl_rng_uniform_int(stage->random, PAD_MAX),
		.inject = actor->arm->inject,
	};

	actor->out = stage_out(stage, plan.profiler, why);
	if (!actor->out)
		return -1;
	actor->socket = stage_socket(stage, actor->sample->slot);
	plan.socket = actor->socket;
	plan.out = actor->out;
	return target_start(&actor->target, &plan, why);
}

void actor_start(struct actor *actor, const struct run *run,
		 const struct endpoint *endpoint, struct stage *stage)
{
	struct reason why;
	char *url;

	if (actor->sample->left_out ||
	    actor->cell->failures >= ACTOR_FAILURES_MOST) {
		actor->failed = true;
		return;
	}
	if (actor->arm->role != ROLE_EXTERNAL &&
	    start_target(actor, endpoint, stage, &why) < 0) {
		actor_fail(actor, &why);
		return;
	}
	actor->sample->start_ns = (double)actor->target.start_ns;
	actor->sample->attach_ns = (double)actor->target.attach_ns;
	actor->spent_ns = actor->target.start_ns + actor->target.attach_ns;
	url = actor_url(actor, run, endpoint, stage);
	if (client_init(&actor->client, url, &why) < 0)
		actor_fail(actor, &why);
	free(url);
}

void actor_request(struct actor *actor)
{
	struct reason why;
	int status;

	if (actor->failed)
		return;
	status = client_get(&actor->client, REQUEST_TIMEOUT_MS, &why);
	if (status == 200) {
		actor->spent_ns += actor->client.timing.latency_ns;
		actor->served++;
		return;
	}
	actor->sample->errors++;
	if (status > 0)
		reason_set(&why, "answered with status %d", status);
	actor_fail(actor, &why);
}

int actor_begin(struct actor *actor, size_t rounds)
{
	actor->cpu_ns = target_cpu_ns(&actor->target);
	return tally_init(&actor->tally, rounds);
}

void actor_measure(struct actor *actor, size_t round)
{
	int64_t before = actor->cpu_ns;

	actor_request(actor);
	if (actor->failed)
		return;
	/* Its cleaning up after the reply is in the next request's share. */
	actor->cpu_ns = target_cpu_ns(&actor->target);
	tally_add(&actor->tally, round, &actor->client.timing,
		  before < 0 ? -1 : (double)(actor->cpu_ns - before));
}

void actor_finish(struct actor *actor, const struct tally *baseline)
{
	struct sample *sample = actor->sample;

	if (sample->left_out)
		return;
	target_stop(&actor->target);
	sample->stop_ns = (double)actor->target.stop_ns;
	actor->spent_ns += actor->target.stop_ns;
	/* What it did not watch was cheap. */
	if (actor->target.unwatched && !actor->failed)
		actor_fail(actor, &actor->target.why);
	if (actor->failed ||
	    tally_summarize(&actor->tally, baseline, sample) < 0) {
		actor->cell->failures++;
		return;
	}
	actor->cell->blocks++;
	if (sample->requests)
		actor->cell->pilot_ns = sample->median_ns;
	actor->cell->cost_s = (double)actor->spent_ns / 1e9;
	if (actor->arm->role == ROLE_EXTERNAL)
		return;
	sample->max_rss_bytes = actor->target.peak_rss_bytes;
	if (actor->served)
		sample->written_bytes =
			dir_size(actor->out) / (double)actor->served;
}

void actor_release(struct actor *actor)
{
	target_stop(&actor->target);
	client_release(&actor->client);
	tally_release(&actor->tally);
	if (actor->out)
		dir_remove(actor->out);
	free(actor->socket);
	free(actor->out);
}
