/* restart.c: `tare restart`: new workers for a variant, without losing a request. */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/die.h"
#include "base/file.h"
#include "base/lock.h"
#include "bench/renewal.h"
#include "bench/room.h"
#include "cli/place.h"
#include "cli/verb.h"
#include "profilers/spec.h"

struct options {
	const char *room;
	long patience_s;
};

static const struct option_row rows[] = {
	{ .name = "room", .offset = offsetof(struct options, room),
	  .type = OPTION_STRING, .value = "DIR",
	  .help = "that of `tare up`; one per user by default" },
	{ .name = "patience", .offset = offsetof(struct options, patience_s),
	  .type = OPTION_LONG, .value = "SECONDS", .fallback = "60", .min = 1,
	  .max = 3600, .help = "for a worker to finish its request" },
	VERB_HELP_ROW,
	{ .name = NULL }
};

static int run(void *data, int count, char **words)
{
	const struct options *options = data;
	const struct profiler *profiler;
	struct reason why;
	char *room, *lock;
	pid_t service;
	int workers;

	if (count != 1)
		die(EXIT_USAGE, "restart: name one profiler; `tare list` shows "
				"them");
	profiler = spec_find(words[0], &why);
	if (!profiler)
		die(EXIT_USAGE, "restart: %s", why.text);
	room = place_room("restart", options->room);
	lock = path_format("%s/serve-%s.lock", room, profiler->name);
	service = lock_holder(lock);
	if (!service)
		die(EXIT_FAILED, "restart: %s is not served in %s; `tare up` "
				 "does that", profiler->name, room);
	workers = renewal_run(service, options->patience_s * NS_PER_S, &why);
	if (workers < 0)
		die(EXIT_FAILED, "restart: %s: %s", profiler->name, why.text);
	printf("restart: %d workers of %s are new\n", workers, profiler->name);
	free(room);
	free(lock);
	return EXIT_OK;
}

static const struct verb restart = {
	.name = "restart",
	.usage = "PROFILER [options]",
	.summary = "replace the workers of a variant, losing no request",
	.rows = rows,
	.options_size = sizeof(struct options),
	.tools = true,
	.run = run,
};
REGISTER(verb, restart);
