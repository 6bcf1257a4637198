/* bench.c: `tare bench`: weighs profilers on endpoints. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/file.h"
#include "base/json.h"
#include "base/stop.h"
#include "bench/accuracy.h"
#include "bench/baseline.h"
#include "bench/bench.h"
#include "bench/plan.h"
#include "cli/load.h"
#include "cli/place.h"
#include "cli/verb.h"
#include "client/client.h"
#include "report/accuracy.h"
#include "report/report.h"

struct options {
	struct plan_options plan;
	const char *json;
	bool no_progress;
	bool load;
	double cpu_s;
	long repeats;
};

#define ROW(member) .offset = offsetof(struct options, member)
#define LONG(member, least, most)                                              \
	ROW(member), .type = OPTION_LONG, .min = (least), .max = (most)

static const struct option_row rows[] = {
	{ .name = "mode", ROW(plan.mode), .type = OPTION_STRING, .value = "M",
	  .fallback = "all",
	  .help = "all; baseline (measure plain, save it); a profiler's name "
		  "or external (against the saved baseline)" },
	{ .name = "endpoints", ROW(plan.endpoints), .type = OPTION_LIST,
	  .value = "A,B", .help = "names or paths; all by default" },
	{ .name = "profilers", ROW(plan.profilers), .type = OPTION_LIST,
	  .value = "A,B",
	  .help = "in mode all; gprof and heaptrack by default, `all` is every "
		  "one that works here; perf:freq=99 sets" },
	{ .name = "sweep", ROW(plan.sweeps), .type = OPTION_WORDS,
	  .value = "P:S=V,V", .help = "a profiler at several values of a "
		  "setting, perf:freq=99,499,999; may be repeated" },
	{ .name = "requests", LONG(plan.requests, 1, 1000000), .value = "N",
	  .fallback = "20", .help = "per arm and block, fewer when it is slow" },
	{ .name = "warmup", LONG(plan.warmup, 0, 1000000), .value = "N",
	  .fallback = "5", .help = "requests before them" },
	{ .name = "blocks", LONG(plan.blocks, 0, 1000000), .value = "N",
	  .fallback = "0",
	  .help = "blocks of every endpoint; 0: until precise" },
	{ .name = "budget", ROW(plan.budget_s), .type = OPTION_DOUBLE,
	  .value = "SECONDS", .min = 1, .max = 1e7,
	  .help = "time for the whole matrix (default 600, quick 40)" },
	{ .name = "precision", ROW(plan.precision), .type = OPTION_DOUBLE,
	  .value = "POINTS", .fallback = "0.5", .min = 0.001, .max = 100,
	  .help = "half-width that is narrow enough, or 5 % of the effect" },
	{ .name = "quick", ROW(plan.quick), .type = OPTION_FLAG,
	  .help = "an answer within a minute, with wider intervals" },
	{ .name = "url", ROW(plan.url), .type = OPTION_STRING, .value = "URL",
	  .help = "of what external measures, http://localhost:8080" },
	{ .name = "seed", LONG(plan.seed, 0, 2147483647), .value = "N",
	  .fallback = "0", .help = "of every random choice; 0: another each time" },
	{ .name = "no-pin", ROW(plan.no_pin), .type = OPTION_FLAG,
	  .help = "do not pin client and services to a core each" },
	{ .name = "no-controls", ROW(plan.no_controls), .type = OPTION_FLAG,
	  .help = "leave out the A/A and the known-cost arm" },
	{ .name = "accuracy", ROW(plan.accuracy), .type = OPTION_FLAG,
	  .help = "weigh the yardsticks, too (where no endpoints are named), and "
		  "ask every profiler about them; takes minutes more" },
	{ .name = "cpu", ROW(cpu_s), .type = OPTION_DOUBLE, .value = "SECONDS",
	  .min = 0.01, .max = 1000,
	  .help = "CPU time for a question of --accuracy (default 5, quick 1)" },
	{ .name = "repeats", LONG(repeats, 1, 1000), .value = "N",
	  .help = "same questions of --accuracy (default 30, quick 5)" },
	{ .name = "load", ROW(load), .type = OPTION_FLAG,
	  .help = "under load instead: `tare load`, which has its own options" },
	{ .name = "json", ROW(json), .type = OPTION_STRING, .value = "FILE",
	  .help = "copy run.json there" },
	{ .name = "no-progress", ROW(no_progress), .type = OPTION_FLAG,
	  .help = "no progress line" },
	VERB_HELP_ROW,
	{ .name = NULL }
};

static int show_result(const struct run *run)
{
	struct reason why;
	char *path = path_format("%s/run.json", run->directory);
	struct json_object *json = json_read(path, &why);
	int code;

	if (!json || report_print(json, "text", stdout, &why) < 0)
		die(EXIT_FAILED, "bench: %s", why.text);
	if (run->accuracy)
		accuracy_tables(json, sheet_format("text"), stdout);
	printf("%s\n", path);
	code = !report_trusted(json) ? EXIT_UNTRUSTED :
	       run->complete	     ? EXIT_OK :
				       EXIT_FAILED;
	json_object_put(json);
	free(path);
	return code;
}

/* The modes that compare across runs need a saved baseline before they start. */
static void open_baseline(struct run *run, struct baseline *baseline)
{
	struct reason why;

	baseline->run = NULL;
	if (strcmp(run->plan.mode, "all") == 0 ||
	    strcmp(run->plan.mode, "baseline") == 0)
		return;
	if (baseline_open(baseline, profiles_directory(), &why) < 0)
		die(EXIT_USAGE, "bench: %s", why.text);
	run->baseline = baseline;
}

static void save_baseline(const struct run *run)
{
	struct reason why;

	if (!run->complete || strcmp(run->plan.mode, "baseline") != 0)
		return;
	if (baseline_save(run, profiles_directory(), &why) < 0)
		die(EXIT_FAILED, "bench: %s", why.text);
	printf("saved as %s/baseline.json\n", profiles_directory());
}

/* The rest of its options are those of `tare load`. */
static int run_load(const struct options *options)
{
	struct loadplan_options load = {
		.endpoints = options->plan.endpoints,
		.profilers = options->plan.profilers,
		.budget_s = options->plan.budget_s > 0 ?
				    options->plan.budget_s :
				    options->plan.quick ? 60 : 600,
		.rounds = 10,
		.connections = 16,
		.seed = options->plan.seed,
		.no_pin = options->plan.no_pin,
		.no_controls = options->plan.no_controls,
	};

	if (options->plan.accuracy || options->plan.sweeps.count ||
	    strcmp(options->plan.mode, "all") != 0)
		die(EXIT_USAGE, "bench: --load goes without --accuracy, --sweep "
				"and --mode; `tare load --help` has its options");
	return load_command(&load, options->json, !options->no_progress);
}

/* The questions of --accuracy, and how long they can take at most. */
static void plan_accuracy(struct run *run, struct accuracy *accuracy,
			  const struct options *options)
{
	bool quick = options->plan.quick;

	*accuracy = (struct accuracy){
		.cpu_s = options->cpu_s > 0 ? options->cpu_s : quick ? 1 : 5,
		.repeats = options->repeats ? options->repeats : quick ? 5 : 30,
		.coarse = quick,
	};
	if (!options->plan.accuracy)
		return;
	if (accuracy_plan(accuracy, run) < 0)
		die(EXIT_FAILED, "bench: no memory");
	run->accuracy = accuracy;
	printf("accuracy: %zu questions after the blocks, %.0f min if each "
	       "takes its %.3g s of CPU time, %.0f min at most\n",
	       accuracy->count,
	       ceil((double)accuracy->count * (accuracy->cpu_s + 1) / 60),
	       accuracy->cpu_s, ceil(accuracy_most_s(accuracy) / 60));
	fflush(stdout);
}

static int run_bench(void *data, int count, char **words)
{
	const struct options *options = data;
	struct run *run = calloc(1, sizeof(*run));
	struct accuracy accuracy;
	struct baseline baseline;
	struct progress progress;
	struct reason why;
	int code;

	if (count)
		die(EXIT_USAGE, "bench: unexpected \"%s\"; see --help",
		    words[0]);
	place_check_rooms("bench");
	place_check_output("bench", "json", options->json);
	if (options->load) {
		free(run);
		return run_load(options);
	}
	if (!run)
		die(EXIT_FAILED, "bench: no memory");
	if (plan_make(run, &options->plan, &why) < 0)
		die(EXIT_USAGE, "bench: %s", why.text);
	open_baseline(run, &baseline);
	plan_accuracy(run, &accuracy, options);
	if (client_global_init(&why) < 0 ||
	    run_begin(run, profiles_directory(), &why) < 0)
		die(EXIT_FAILED, "bench: %s", why.text);
	stop_catch();
	progress_init(&progress, !options->no_progress);
	code = bench_run(run, &progress, &why);
	if (code < 0)
		warn("bench: %s", why.text);
	else if (!run->pinned)
		warn("bench: not pinned to CPUs: expect ten times the noise");
	stop_release();
	code = code < 0 ? EXIT_FAILED : show_result(run);
	if (!place_copy("bench", run, "run.json", options->json))
		code = EXIT_FAILED;
	save_baseline(run);
	baseline_release(&baseline);
	accuracy_release(&accuracy);
	run_release(run);
	free(run);
	return code;
}

static const struct verb bench = {
	.name = "bench",
	.usage = "[options]",
	.summary = "weigh profilers: what each costs on each endpoint",
	.rows = rows,
	.options_size = sizeof(struct options),
	.tools = true,
	.run = run_bench,
};
REGISTER(verb, bench);
