/* profile.c: `tare profile`: a workload with no server, under tools, by source line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/file.h"
#include "bench/solo.h"
#include "cli/place.h"
#include "cli/view.h"
#include "profilers/spec.h"
#include "view/load.h"

struct options {
	struct view_options view; /* first: VIEW_ROWS are of it */
	const char *profilers;
	double seconds;
};

static const struct option_row rows[] = {
	{ .name = "profilers", .letter = 'p', .type = OPTION_LIST,
	  .offset = offsetof(struct options, profilers), .value = "LIST",
	  .fallback = "perf:unwind=dwarf,gprof,heaptrack",
	  .help = "one after another; of each column the first says it" },
	{ .name = "seconds", .type = OPTION_DOUBLE, .min = 0.1, .max = 600,
	  .offset = offsetof(struct options, seconds), .value = "S",
	  .fallback = "3", .help = "that a tool which samples is to see" },
	VIEW_ROWS,
	VERB_HELP_ROW,
	{ .name = NULL }
};

static const struct workload *choose_workload(const char *name)
{
	const struct workload *workload = name ? workload_by_name(name) : NULL;

	if (!workload)
		die(EXIT_USAGE,
		    "profile: %s%s; `tare list` shows them",
		    name ? "no workload is called " : "name a workload",
		    name ? name : "");
	return workload;
}

/* What tare-app would refuse under every tool is refused once. */
static void check_parameters(const struct workload *workload, int count,
			     char **words)
{
	long args[PARAM_MAX];
	struct reason why;

	if (workload_set_words(workload, count, words, args, &why) < 0)
		die(EXIT_USAGE, "profile: %s", why.text);
}

static void add_evidence(struct view *view, const char *directory,
			 const char *label)
{
	char *path = path_format("%s/evidence.json", directory);
	const char *ignored;
	struct evidence evidence;
	struct reason why;

	evidence_init(&evidence);
	if (load_file(path, NULL, &evidence, &ignored, &view->notes, &why) < 0)
		die(EXIT_FAILED, "profile: %s", why.text);
	if (view_add(view, &evidence, label, NULL) < 0)
		die(EXIT_FAILED, "profile: no memory");
	evidence_release(&evidence);
	free(path);
}

/* Run WORD's profiler and add what it says; one that cannot is passed over, aloud. */
static bool add_profiler(struct view *view, const struct options *options,
			 const struct workload *workload, const char *word,
			 int count, char **words)
{
	struct reason why;
	struct solo_plan plan = {
		.profiler = spec_find(word, &why),
		.workload = workload,
		.words = words,
		.word_count = count,
		.seconds = options->seconds,
	};
	struct solo_seen seen;
	char *directory;
	int status;

	if (!plan.profiler)
		die(EXIT_USAGE, "profile: %s", why.text);
	directory = path_format("%s/profile/%s/%s", profiles_directory(),
				plan.profiler->label, workload->name);
	plan.directory = directory;
	fprintf(stderr, "%s under %s\n", workload->name, plan.profiler->label);
	status = solo_run(&plan, &seen, &why);
	if (status < 0) {
		warn("%s: %s", plan.profiler->label, why.text);
	} else {
		fprintf(stderr, "  %ld run%s, %.2f s of CPU time\n", seen.runs,
			seen.runs == 1 ? "" : "s", seen.cpu_s);
		add_evidence(view, directory, plan.profiler->label);
	}
	free(directory);
	return status == 0;
}

static int run(void *data, int count, char **words)
{
	const struct options *options = data;
	const struct workload *workload =
		choose_workload(count ? words[0] : NULL);
	const char *list = options->profilers;
	struct view view;
	unsigned worked = 0;
	char *word, *title;

	view_check(&options->view, "profile");
	check_parameters(workload, count - 1, words + 1);
	place_check_output("profile", "standalone", options->view.standalone);
	view_init(&view);
	while ((word = spec_next(&list)) != NULL) {
		worked += add_profiler(&view, options, workload, word,
				       count - 1, words + 1);
		free(word);
	}
	if (worked == 0)
		die(EXIT_FAILED, "profile: no profiler could watch it; `tare "
				 "doctor` says which work here");
	view_finish(&view);
	title = path_format("tare-app --run %s", workload->name);
	view_print(&options->view, title, &view);
	free(title);
	view_release(&view);
	return EXIT_OK;
}

static const struct verb profile = {
	.name = "profile",
	.usage = "WORKLOAD [NAME=VALUE...] [options]",
	.summary = "run a workload under tools, with no server, and view it",
	.rows = rows,
	.options_size = sizeof(struct options),
	.tools = true,
	.run = run,
};
REGISTER(verb, profile);
