/* block.c: one fresh process of every arm, measured in interleaved random order. */
#include "block.h"

#include <stdlib.h>

#include "base/stop.h"
#include "bench/actor.h"
#include "bench/roster.h"
#include "bench/schedule.h"

struct scene {
	struct run *run;
	struct endpoint *endpoint;
	struct stage *stage;
	unsigned count;
	struct actor actors[ARM_MAX];
	unsigned order[ARM_MAX];
};

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
		actor_start(actor, scene->run, scene->endpoint,
			    scene->stage);
	}
}

static void warm_up(struct scene *scene)
{
	const struct plan *plan = &scene->run->plan;
	double pilot[ARM_MAX] = { 0 };

	for (unsigned i = 0; i < scene->count; i++)
		pilot[i] = scene->actors[i].cell->pilot_ns;
	for (long round = 0; round < plan->warmup; round++) {
		shuffle_order(scene);
		for (unsigned i = 0; i < scene->count && !stop_wanted(); i++) {
			unsigned who = scene->order[i];
			struct actor *actor = &scene->actors[who];

			if (round >= roster_warmups(plan, pilot[who]))
				continue;
			actor_request(actor);
			if (pilot[who] <= 0)
				pilot[who] = (double)
					actor->client.timing.latency_ns;
		}
	}
	/* No arm has more rounds than the baseline, with which it is paired. */
	for (unsigned i = 0; i < scene->count; i++) {
		long wanted = roster_requests(plan, pilot[i]);

		scene->actors[i].wanted = wanted < scene->actors[0].wanted || !i ?
						  wanted :
						  scene->actors[0].wanted;
	}
}

static int measure_all(struct scene *scene, struct reason *why)
{
	long rounds = scene->actors[0].wanted;
	long wanted[ARM_MAX];
	struct turn *turns;
	size_t length;

	for (unsigned i = 0; i < scene->count; i++)
		wanted[i] = scene->actors[i].wanted;
	turns = schedule_make(wanted, scene->count, scene->stage->random,
			      &length);
	if (!turns)
		return reason_set(why, "no memory for a block");
	for (unsigned i = 0; i < scene->count; i++) {
		if (actor_begin(&scene->actors[i], (size_t)rounds) < 0) {
			free(turns);
			return reason_set(why, "no memory for a block");
		}
	}
	for (size_t i = 0; i < length && !stop_wanted(); i++)
		actor_measure(&scene->actors[turns[i].who], turns[i].round);
	free(turns);
	return 0;
}

static void scene_open(struct scene *scene, struct run *run,
		       struct endpoint *endpoint, struct stage *stage,
		       struct block *block, const bool *takes_part)
{
	*scene = (struct scene){ .run = run,
				 .endpoint = endpoint,
				 .stage = stage,
				 .count = run->arm_count };
	for (unsigned i = 0; i < scene->count; i++) {
		scene->order[i] = i;
		actor_init(&scene->actors[i], &run->arms[i],
			   &endpoint->cells[i], &block->samples[i]);
		block->samples[i].left_out = takes_part && !takes_part[i];
	}
}

int block_measure(struct run *run, struct endpoint *endpoint,
		  struct stage *stage, const bool *takes_part,
		  struct block *block, struct reason *why)
{
	struct scene *scene = calloc(1, sizeof(*scene));
	int status = 0;

	if (!scene)
		return reason_set(why, "no memory for a block");
	block->at_s = run_elapsed_s(run);
	scene_open(scene, run, endpoint, stage, block, takes_part);
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
