/* stage.c: where a run takes place. */
#include "stage.h"

#include <gsl/gsl_randist.h>
#include <stdlib.h>

#include "base/file.h"

char *stage_socket(const struct stage *stage, unsigned slot)
{
	return path_format("%s/s/slot%u.sock", stage->room.path, slot);
}

static int start_proxy(struct stage *stage, struct reason *why)
{
	struct routes routes;
	int status;

	routes_init(&routes);
	for (unsigned slot = 0; slot < stage->slots; slot++) {
		char *socket = stage_socket(stage, slot);
		char *name = path_format("slot%u", slot);
		char *path = path_format("/v/%s/", name);

		routes_add_service(&routes, name, socket);
		routes_add_path(&routes, path, name);
		free(socket);
		free(name);
		free(path);
	}
	status = proxy_start(&stage->proxy, &stage->room, &routes, "127.0.0.1",
			     0, stage->pin.client, why);
	routes_release(&routes);
	return status;
}

int stage_open(struct stage *stage, unsigned slots, bool pin, long seed,
	       struct reason *why)
{
	*stage = (struct stage){ .slots = slots };
	if (room_open(&stage->room, why) < 0)
		return -1;
	stage->random = gsl_rng_alloc(gsl_rng_mt19937);
	if (!stage->random) {
		reason_set(why, "no memory for random numbers");
		goto fail;
	}
	gsl_rng_set(stage->random, (unsigned long)seed);
	pin_choose(&stage->pin, pin);
	if (start_proxy(stage, why) < 0)
		goto fail;
	awake_start(&stage->awake, &stage->pin);
	return 0;
fail:
	stage_close(stage);
	return -1;
}

void stage_close(struct stage *stage)
{
	awake_stop(&stage->awake);
	proxy_stop(&stage->proxy);
	room_close(&stage->room);
	if (stage->random)
		gsl_rng_free(stage->random);
	stage->random = NULL;
}

static char *workload_target(const struct workload *workload, const long *args)
{
	struct buf target;

	buf_init(&target);
	buf_adds(&target, workload->path);
	for (unsigned i = 0; i < workload_param_count(workload); i++)
		buf_addf(&target, "%c%s=%ld", i ? '&' : '?',
			 workload->params[i].name, args[i]);
	return buf_detach(&target);
}

char *endpoint_target(const struct endpoint *endpoint)
{
	return workload_target(endpoint->workload, endpoint->args);
}

char *stage_url_of(const struct stage *stage, unsigned slot,
		   const struct workload *workload, const long *args)
{
	char *target = workload_target(workload, args);
	char *url = path_format("http://%s/v/slot%u%s", stage->proxy.address,
				slot, target);

	free(target);
	return url;
}

char *stage_url(const struct stage *stage, unsigned slot,
		const struct endpoint *endpoint)
{
	return stage_url_of(stage, slot, endpoint->workload, endpoint->args);
}

char *stage_out(struct stage *stage, const struct profiler *profiler,
		struct reason *why)
{
	char name[16];

	snprintf(name, sizeof(name), "%u", stage->serial++);
	return room_out(&stage->room, name, profiler, why);
}

void stage_shuffle(struct stage *stage, unsigned *words, size_t count)
{
	gsl_ran_shuffle(stage->random, words, count, sizeof(*words));
}
