/* block.c: one fresh process of every arm, measured in interleaved random order. */
#include "block.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "bench/client.h"
#include "bench/tally.h"
#include "bench/target.h"

enum {
	PAD_MAX = 4096,		/* bytes of environment */
	REQUESTS_LEAST = 3,	/* of a slow arm, in a block */
	FAILURES_MOST = 3,	/* then the cell is left out */
	REQUEST_TIMEOUT_MS = 300000,
};

/* An arm while its block is being measured. */
struct actor {
	const struct arm *arm;
	struct cell *cell;
	struct sample *sample;
	struct target target;
	struct client client;
	struct tally tally;
	char *socket, *out;
	long wanted;	   /* requests to measure */
	long served;	   /* requests answered, warm-ups too */
	int64_t cpu_ns;	   /* of the service, when last read */
	bool failed;
};

struct scene {
	struct run *run;
	struct endpoint *endpoint;
	struct stage *stage;
	unsigned count;
	struct actor actors[ARM_MAX];
	unsigned order[ARM_MAX];
};

static void actor_fail(struct actor *actor, const struct reason *why)
{
	actor->failed = true;
	actor->cell->why = *why;
}

static char *actor_url(const struct scene *scene, const struct actor *actor)
{
	char *target, *url;

	if (actor->arm->role != ROLE_EXTERNAL)
		return stage_url(scene->stage, actor->sample->slot,
				 scene->endpoint);
	target = endpoint_target(scene->endpoint);
	url = path_format("%s%s", scene->run->plan.url, target);
	free(target);
	return url;
}

static int actor_start_target(struct scene *scene, struct actor *actor,
			      struct reason *why)
{
	struct stage *stage = scene->stage;
	struct target_plan plan = {
		.room = &stage->room,
		.profiler = actor->arm->profiler,
		.workload = scene->endpoint->workload,
		.cpu_plus_1 = stage->pin.service,
		.pad = (unsigned)gsl_rng_uniform_int(stage->random, PAD_MAX),
		.inject = actor->arm->inject,
	};

	actor->out = stage_out(stage, why);
	if (!actor->out)
		return -1;
	actor->socket = stage_socket(stage, actor->sample->slot);
	plan.socket = actor->socket;
	plan.out = actor->out;
	return target_start(&actor->target, &plan, why);
}

static void actor_start(struct scene *scene, struct actor *actor)
{
	struct reason why;
	char *url;

	if (actor->cell->failures >= FAILURES_MOST) {
		actor->failed = true;
		return;
	}
	if (actor->arm->role != ROLE_EXTERNAL &&
	    actor_start_target(scene, actor, &why) < 0) {
		actor_fail(actor, &why);
		return;
	}
	actor->sample->start_ns = (double)actor->target.start_ns;
	actor->sample->attach_ns = (double)actor->target.attach_ns;
	url = actor_url(scene, actor);
	if (client_init(&actor->client, url, &why) < 0)
		actor_fail(actor, &why);
	free(url);
}

/* One request; its failure is the actor's. */
static void actor_request(struct actor *actor)
{
	struct reason why;
	int status;

	if (actor->failed)
		return;
	status = client_get(&actor->client, REQUEST_TIMEOUT_MS, &why);
	if (status == 200) {
		actor->served++;
		return;
	}
	actor->sample->errors++;
	if (status > 0)
		reason_set(&why, "answered with status %d", status);
	actor_fail(actor, &why);
}

static void actor_measure(struct actor *actor, size_t round)
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

static void shuffle_order(struct scene *scene)
{
	stage_shuffle(scene->stage, scene->order, scene->count);
}

static void start_all(struct scene *scene)
{
	unsigned slots[ARM_MAX];

	for (unsigned i = 0; i < scene->count; i++)
		slots[i] = i;
	stage_shuffle(scene->stage, slots, scene->count);
	shuffle_order(scene);
	for (unsigned i = 0; i < scene->count && !stop_wanted(); i++) {
		struct actor *actor = &scene->actors[scene->order[i]];

		actor->sample->slot = slots[scene->order[i]];
		actor->sample->order = i;
		actor_start(scene, actor);
	}
}

/* How many requests an arm gets: fewer when it is slow. */
static long requests_for(const struct plan *plan, double latency_ns)
{
	double fit = plan->slice_s * 1e9 / (latency_ns > 0 ? latency_ns : 1);

	if (fit >= (double)plan->requests)
		return plan->requests;
	return fit > REQUESTS_LEAST ? (long)fit :
	       plan->requests < REQUESTS_LEAST ? plan->requests :
						 REQUESTS_LEAST;
}

/* Warm-ups come out of the same slice, so that a slow tool gets fewer. */
static long warmups_for(const struct plan *plan, double latency_ns)
{
	double fit = plan->slice_s * 0.25e9 / (latency_ns > 0 ? latency_ns : 1);

	if (plan->warmup == 0 || fit >= (double)plan->warmup)
		return plan->warmup;
	return fit > 1 ? (long)fit : 1;
}

static void warm_up(struct scene *scene)
{
	const struct plan *plan = &scene->run->plan;
	double pilot[ARM_MAX];

	for (unsigned i = 0; i < scene->count; i++)
		pilot[i] = scene->actors[i].cell->pilot_ns;
	for (long round = 0; round < plan->warmup; round++) {
		shuffle_order(scene);
		for (unsigned i = 0; i < scene->count && !stop_wanted(); i++) {
			unsigned who = scene->order[i];
			struct actor *actor = &scene->actors[who];

			if (round >= warmups_for(plan, pilot[who]))
				continue;
			actor_request(actor);
			if (pilot[who] <= 0)
				pilot[who] = (double)
					actor->client.timing.latency_ns;
		}
	}
	/* No arm has more rounds than the baseline, with which it is paired. */
	for (unsigned i = 0; i < scene->count; i++) {
		long wanted = requests_for(plan, pilot[i]);

		scene->actors[i].wanted = wanted < scene->actors[0].wanted || !i ?
						  wanted :
						  scene->actors[0].wanted;
	}
}

/* A request of the block. */
struct turn {
	unsigned round, who;
};

/* WANTED rounds of ROUNDS, any, as marks in TAKES[ROUNDS]. */
static void choose_rounds(struct stage *stage, unsigned *takes, size_t rounds,
			  size_t wanted)
{
	for (size_t i = 0; i < rounds; i++)
		takes[i] = i < wanted;
	stage_shuffle(stage, takes, rounds);
}

/*
 * Every request of the block: round by round, each arm at most once in a round, in
 * random order within it. The baseline takes part in all.
 */
static struct turn *make_schedule(struct scene *scene, size_t rounds,
				  size_t *length)
{
	struct turn *turns = calloc(rounds * scene->count + 1, sizeof(*turns));
	unsigned *takes = calloc(rounds * scene->count + 1, sizeof(*takes));
	size_t n = 0;

	for (unsigned i = 0; turns && takes && i < scene->count; i++)
		choose_rounds(scene->stage, takes + i * rounds, rounds,
			      (size_t)scene->actors[i].wanted);
	for (size_t round = 0; turns && takes && round < rounds; round++) {
		shuffle_order(scene);
		for (unsigned i = 0; i < scene->count; i++) {
			unsigned who = scene->order[i];

			if (takes[who * rounds + round])
				turns[n++] = (struct turn){ (unsigned)round,
							    who };
		}
	}
	if (!takes) {
		free(turns);
		turns = NULL;
	}
	free(takes);
	*length = n;
	return turns;
}

static int measure_all(struct scene *scene, struct reason *why)
{
	size_t rounds = (size_t)scene->actors[0].wanted;
	size_t length;
	struct turn *turns = make_schedule(scene, rounds, &length);

	if (!turns)
		return reason_set(why, "no memory for a block");
	for (unsigned i = 0; i < scene->count; i++) {
		struct actor *actor = &scene->actors[i];

		if (tally_init(&actor->tally, rounds) < 0) {
			free(turns);
			return reason_set(why, "no memory for a block");
		}
		actor->cpu_ns = target_cpu_ns(&actor->target);
	}
	for (size_t i = 0; i < length && !stop_wanted(); i++)
		actor_measure(&scene->actors[turns[i].who], turns[i].round);
	free(turns);
	return 0;
}

static void actor_finish(struct actor *actor, const struct tally *baseline)
{
	struct sample *sample = actor->sample;

	target_stop(&actor->target);
	sample->stop_ns = (double)actor->target.stop_ns;
	if (actor->failed) {
		actor->cell->failures++;
		return;
	}
	if (tally_summarize(&actor->tally, baseline, sample) < 0) {
		actor->cell->failures++;
		return;
	}
	if (sample->requests)
		actor->cell->pilot_ns = sample->median_ns;
	if (actor->arm->role == ROLE_EXTERNAL)
		return;
	sample->max_rss_bytes = actor->target.peak_rss_bytes;
	if (actor->served)
		sample->written_bytes =
			dir_size(actor->out) / (double)actor->served;
}

static void actor_release(struct actor *actor)
{
	target_stop(&actor->target);
	client_release(&actor->client);
	tally_release(&actor->tally);
	if (actor->out)
		dir_remove(actor->out);
	free(actor->socket);
	free(actor->out);
}

static void scene_open(struct scene *scene, struct run *run,
		       struct endpoint *endpoint, struct stage *stage,
		       struct block *block)
{
	*scene = (struct scene){ .run = run,
				 .endpoint = endpoint,
				 .stage = stage,
				 .count = run->arm_count };
	for (unsigned i = 0; i < scene->count; i++) {
		struct sample *sample = &block->samples[i];

		*sample = (struct sample){
			.median_ns = NAN,	.p90_ns = NAN,
			.handler_wall_ns = NAN, .handler_cpu_ns = NAN,
			.injected_ns = NAN,	.service_cpu_ns = NAN,
			.pair_latency = NAN,	.pair_handler_wall = NAN,
			.pair_handler_cpu = NAN, .pair_service_cpu = NAN,
			.max_rss_bytes = NAN,	.written_bytes = NAN,
		};
		scene->order[i] = i;
		scene->actors[i] = (struct actor){ .arm = &run->arms[i],
						   .cell = &endpoint->cells[i],
						   .sample = sample };
		buf_init(&scene->actors[i].client.body);
	}
}

int block_measure(struct run *run, struct endpoint *endpoint,
		  struct stage *stage, struct block *block, struct reason *why)
{
	struct scene *scene = calloc(1, sizeof(*scene));
	int status = 0;

	if (!scene)
		return reason_set(why, "no memory for a block");
	block->at_s = run_elapsed_s(run);
	scene_open(scene, run, endpoint, stage, block);
	start_all(scene);
	warm_up(scene);
	status = measure_all(scene, why);
	/* They end in random order too: the last one writes its profile alone. */
	shuffle_order(scene);
	for (unsigned i = 0; i < scene->count && status == 0; i++)
		actor_finish(&scene->actors[scene->order[i]],
			     &scene->actors[0].tally);
	for (unsigned i = 0; i < scene->count; i++)
		actor_release(&scene->actors[i]);
	free(scene);
	if (status == 0 && stop_wanted())
		status = 1;
	return status;
}
