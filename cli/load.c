/* load.c: `tare load`: what profilers cost under load. */
#include "load.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/file.h"
#include "base/json.h"
#include "base/stop.h"
#include "bench/loadfile.h"
#include "cli/place.h"
#include "cli/verb.h"
#include "client/client.h"
#include "client/engine.h"
#include "report/load.h"

struct options {
	struct loadplan_options plan;
	const char *json;
	bool no_progress;
};

#define ROW(member) .offset = offsetof(struct options, member)

static const struct option_row rows[] = {
	{ .name = "endpoints", ROW(plan.endpoints), .type = OPTION_LIST,
	  .value = "A,B", .help = "names or paths; all by default" },
	{ .name = "profilers", ROW(plan.profilers), .type = OPTION_LIST,
	  .value = "A,B", .help = "gprof and heaptrack by default; `all` is every one that works" },
	{ .name = "rounds", ROW(plan.rounds), .type = OPTION_LONG,
	  .value = "N", .fallback = "10", .min = 1, .max = LOAD_ROUNDS_MAX,
	  .help = "at most; two give an interval" },
	{ .name = "seconds", ROW(plan.seconds), .type = OPTION_DOUBLE,
	  .value = "S", .fallback = "0", .min = 0, .max = 3600,
	  .help = "of each rate in a round; 0: as the budget allows" },
	{ .name = "budget", ROW(plan.budget_s), .type = OPTION_DOUBLE,
	  .value = "SECONDS", .fallback = "600", .min = 1, .max = 1e7,
	  .help = "time for all: fewer rounds when they take longer" },
	{ .name = "connections", .letter = 'c', ROW(plan.connections),
	  .type = OPTION_LONG, .value = "N", .fallback = "16", .min = 1,
	  .max = CONNECTIONS_MAX, .help = "of the client" },
	{ .name = "seed", ROW(plan.seed), .type = OPTION_LONG, .value = "N",
	  .fallback = "0", .min = 0, .max = 2147483647,
	  .help = "of every random choice; 0: another each time" },
	{ .name = "no-pin", ROW(plan.no_pin), .type = OPTION_FLAG,
	  .help = "do not pin client and services to a core each" },
	{ .name = "no-controls", ROW(plan.no_controls), .type = OPTION_FLAG,
	  .help = "leave out the baseline's second arm" },
	{ .name = "json", ROW(json), .type = OPTION_STRING, .value = "FILE",
	  .help = "copy load.json there" },
	{ .name = "no-progress", ROW(no_progress), .type = OPTION_FLAG,
	  .help = "no progress line" },
	VERB_HELP_ROW,
	{ .name = NULL }
};

/* Show what is in the file: the exit code. */
static int show(const struct run *run, const char *copy)
{
	char *path = path_format("%s/load.json", run->directory);
	struct reason why;
	struct json_object *json = json_read(path, &why);
	int code;

	if (!json || load_print(json, "text", stdout, &why) < 0)
		die(EXIT_FAILED, "load: %s", why.text);
	printf("%s\n", path);
	code = !json_object_get_boolean(json_get(json_get(json, "trust"),
						 "trusted")) ?
		       EXIT_UNTRUSTED :
	       run->complete ? EXIT_OK :
			       EXIT_FAILED;
	if (!place_copy("load", run, "load.json", copy))
		code = EXIT_FAILED;
	json_object_put(json);
	free(path);
	return code;
}

static int measure(struct load *load, bool progress_wanted, const char *copy)
{
	struct run *run = load->run;
	struct progress progress;
	struct reason why;
	int status;

	if (client_global_init(&why) < 0 ||
	    run_begin_aside(run, profiles_directory(), &why) < 0)
		die(EXIT_FAILED, "load: %s", why.text);
	stop_catch();
	progress_init(&progress, progress_wanted);
	status = load_measure(load, &progress, &why);
	if (status < 0)
		warn("load: %s", why.text);
	else if (!run->pinned)
		warn("load: not pinned to CPUs: expect more noise");
	if (loadfile_write(load, &why) < 0)
		die(EXIT_FAILED, "load: %s", why.text);
	return status < 0 ? EXIT_FAILED : show(run, copy);
}

int load_command(const struct loadplan_options *options, const char *json,
		 bool progress)
{
	struct load *load = calloc(1, sizeof(*load));
	struct run *run = calloc(1, sizeof(*run));
	struct reason why;
	int code;

	if (!load || !run)
		die(EXIT_FAILED, "load: no memory");
	place_check_rooms("load");
	place_check_output("load", "json", json);
	if (loadplan_make(load, run, options, &why) < 0)
		die(EXIT_USAGE, "load: %s", why.text);
	code = measure(load, progress, json);
	load_release(load);
	run_release(run);
	free(load);
	free(run);
	return code;
}

static int run_load(void *data, int count, char **words)
{
	const struct options *options = data;

	if (count)
		die(EXIT_USAGE, "load: unexpected \"%s\"; see --help",
		    words[0]);
	return load_command(&options->plan, options->json,
			    !options->no_progress);
}

static const struct verb load = {
	.name = "load",
	.usage = "[options]",
	.summary = "weigh profilers under load: capacity, latency at rates",
	.rows = rows,
	.options_size = sizeof(struct options),
	.tools = true,
	.run = run_load,
};
REGISTER(verb, load);
