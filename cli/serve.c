/* serve.c: `tare serve PROFILER`: all endpoints under one profiler, in the foreground. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/die.h"
#include "base/file.h"
#include "base/lock.h"
#include "bench/service.h"
#include "cli/place.h"
#include "cli/verb.h"
#include "profilers/spec.h"

struct options {
	const char *room;
	long workers;
};

static const struct option_row rows[] = {
	{ .name = "room", .offset = offsetof(struct options, room),
	  .type = OPTION_STRING, .value = "DIR",
	  .help = "where its sockets are; that of `tare up` by default" },
	{ .name = "workers", .offset = offsetof(struct options, workers),
	  .type = OPTION_LONG, .value = "N", .fallback = "2", .min = 1,
	  .max = 64, .help = "processes per endpoint" },
	VERB_HELP_ROW,
	{ .name = NULL }
};

static void say_ready(void *data)
{
	const struct profiler *profiler = data;

	printf("serving every endpoint under %s\n", profiler->label);
	fflush(stdout);
}

static const struct profiler *find_profiler(int count, char **words)
{
	const struct profiler *profiler;
	struct reason why;

	if (count != 1)
		die(EXIT_USAGE, "serve: name one profiler; `tare list` shows "
				"them");
	profiler = spec_find(words[0], &why);
	if (!profiler)
		die(EXIT_USAGE, "serve: %s", why.text);
	if (profiler_probe(profiler, &why) < 0)
		die(EXIT_FAILED, "serve: %s does not work here: %s", words[0],
		    why.text);
	return profiler;
}

/* Better now than when the service has been stopped. */
static void warn_of_loss(const struct profiler *profiler, const char *results)
{
	struct reason why;

	if (!profiler->read)
		return;
	if (dir_make(results, &why) < 0)
		warn("serve: what %s learns will be lost: %s (in compose, see "
		     "TARE_UID in docker-compose.yml)",
		     profiler->label, why.text);
	else if (access(results, W_OK) < 0)
		warn("serve: what %s learns will be lost: %s is not ours to "
		     "write (in compose, see TARE_UID in docker-compose.yml)",
		     profiler->label, results);
}

static int run(void *data, int count, char **words)
{
	const struct options *options = data;
	const struct profiler *profiler = find_profiler(count, words);
	char *path = place_room("serve", options->room);
	char *lock = path_format("%s/serve-%s.lock", path, profiler->name);
	char *results = path_format("%s/serve", profiles_directory());
	struct room room;
	struct reason why;
	int held;

	if (room_join(&room, path, &why) < 0)
		die(EXIT_FAILED, "serve: %s", why.text);
	held = lock_take(lock, &why);
	if (held < 0)
		die(EXIT_FAILED, "serve: %s is served already: %s",
		    profiler->name, why.text);
	warn_of_loss(profiler, results);
	if (service_run(&room, profiler, (int)options->workers, results,
			say_ready, (void *)(uintptr_t)profiler, &why) < 0)
		die(EXIT_FAILED, "serve: %s", why.text);
	close(held);
	room_leave(&room);
	free(path);
	free(lock);
	free(results);
	return EXIT_OK;
}

static const struct verb serve = {
	.name = "serve",
	.usage = "PROFILER[:SETTING=VALUE,...] [options]",
	.summary = "serve all endpoints under one profiler, in the foreground",
	.rows = rows,
	.options_size = sizeof(struct options),
	.tools = true,
	.run = run,
};
REGISTER(verb, serve);
