/* torture.c: `tare torture`: what profilers lose, and what they do to a service. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/file.h"
#include "base/json.h"
#include "base/stop.h"
#include "cli/place.h"
#include "cli/verb.h"
#include "client/client.h"
#include "report/torture.h"
#include "torture/torture.h"

struct options {
	struct torture_options torture;
	const char *format, *json, *show;
	bool list, no_progress;
};

#define ROW(member) .offset = offsetof(struct options, member)

static const struct option_row rows[] = {
	{ .name = "profilers", ROW(torture.profilers), .type = OPTION_LIST,
	  .value = "A,B", .help = "every one that works here by default" },
	{ .name = "events", ROW(torture.events), .type = OPTION_LIST,
	  .value = "A,B", .help = "all by default; the control is always part" },
	{ .name = "tries", ROW(torture.tries), .type = OPTION_LONG, .min = 1,
	  .max = TRIES_MAX, .value = "N", .fallback = "2",
	  .help = "of every cell; verdicts that differ are both shown" },
	{ .name = "budget", ROW(torture.budget_s), .type = OPTION_DOUBLE,
	  .min = 1, .max = 1e6, .value = "SECONDS", .fallback = "1200",
	  .help = "time for the whole matrix" },
	{ .name = "format", .letter = 'f', ROW(format), .type = OPTION_CHOICE,
	  .value = "FORMAT", .fallback = "text", .choices = "text|md|json",
	  .help = "how to print it" },
	{ .name = "json", ROW(json), .type = OPTION_STRING, .value = "FILE",
	  .help = "copy torture.json there" },
	{ .name = "show", ROW(show), .type = OPTION_STRING, .value = "FILE",
	  .help = "print such a file again, and torture nobody" },
	{ .name = "list", ROW(list), .type = OPTION_FLAG,
	  .help = "say what the events are" },
	{ .name = "no-progress", ROW(no_progress), .type = OPTION_FLAG,
	  .help = "no progress line" },
	VERB_HELP_ROW,
	{ .name = NULL }
};

static int list_events(void)
{
	for (const struct event *e = events; e->name; e++)
		printf("  %-10s %s\n", e->name, e->title);
	return EXIT_OK;
}

static void save(const struct run *run, struct json_object *json)
{
	char *path = path_format("%s/torture.json", run->directory);
	struct reason why;

	if (json_write(path, json, &why) < 0)
		die(EXIT_FAILED, "torture: %s", why.text);
	free(path);
}

static int show(struct json_object *json, const char *format)
{
	struct reason why;
	bool complete = json_object_get_boolean(json_get(json, "complete"));

	if (torture_print(json, format, stdout, &why) < 0)
		die(EXIT_USAGE, "torture: %s", why.text);
	return !complete ? EXIT_FAILED :
	       torture_trusted(json) ? EXIT_OK :
				       EXIT_UNTRUSTED;
}

static int show_file(const char *path, const char *format)
{
	struct reason why;
	struct json_object *json = json_read(path, &why);
	int code;

	if (!json)
		die(EXIT_USAGE, "torture: --show: %s", why.text);
	if (!json_length(json_get(json, "cells")))
		die(EXIT_USAGE,
		    "torture: --show: %s is no torture.json: it has no cells",
		    path);
	code = show(json, format);
	json_object_put(json);
	return code;
}

static int torment(const struct options *options, struct torture *torture,
		   struct run *run)
{
	struct progress progress;
	struct json_object *json;
	struct reason why;
	int status, code;

	place_check_rooms("torture");
	place_check_output("torture", "json", options->json);
	if (torture_plan(torture, run, &options->torture, &why) < 0)
		die(EXIT_USAGE, "torture: %s", why.text);
	if (client_global_init(&why) < 0 ||
	    run_begin_aside(run, profiles_directory(), &why) < 0)
		die(EXIT_FAILED, "torture: %s", why.text);
	stop_catch();
	progress_init(&progress, !options->no_progress);
	status = torture_run(torture, &progress, &why);
	if (status < 0)
		warn("torture: %s", why.text);
	stop_release();
	run_find_versions(run);
	json = torture_json(torture);
	save(run, json);
	code = status < 0 ? EXIT_FAILED : show(json, options->format);
	if (!place_copy("torture", run, "torture.json", options->json))
		code = EXIT_FAILED;
	json_object_put(json);
	torture_release(torture);
	run_release(run);
	return code;
}

static int run_torture(void *data, int count, char **words)
{
	const struct options *options = data;
	struct torture *torture = calloc(1, sizeof(*torture));
	struct run *run = calloc(1, sizeof(*run));
	int code;

	if (count)
		die(EXIT_USAGE, "torture: unexpected \"%s\"; see --help",
		    words[0]);
	if (!torture || !run)
		die(EXIT_FAILED, "torture: no memory");
	code = options->list ? list_events() :
	       options->show ? show_file(options->show, options->format) :
			       torment(options, torture, run);
	free(torture);
	free(run);
	return code;
}

static const struct verb torture = {
	.name = "torture",
	.usage = "[options]",
	.summary = "what profilers lose when a service dies, forks, ...",
	.rows = rows,
	.options_size = sizeof(struct options),
	.tools = true,
	.run = run_torture,
};
REGISTER(verb, torture);
