/* advise.c: `tare advise`: which profiler to use for a need and a budget. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/die.h"
#include "base/units.h"
#include "cli/verb.h"
#include "report/advise.h"
#include "report/report.h"

struct options {
	const char *need, *budget, *endpoint;
};

static const struct option_row rows[] = {
	{ .name = "need", .offset = offsetof(struct options, need),
	  .type = OPTION_CHOICE, .value = "WHAT", .choices = advise_needs,
	  .fallback = "cpu",
	  .help = "what to know" },
	{ .name = "budget", .offset = offsetof(struct options, budget),
	  .type = OPTION_STRING, .value = "PERCENT", .fallback = "5%",
	  .help = "CPU time that it may cost, of that without it" },
	{ .name = "endpoint", .offset = offsetof(struct options, endpoint),
	  .type = OPTION_STRING, .value = "PATH",
	  .help = "what your service is like; the median one by default" },
	VERB_HELP_ROW,
	{ .name = NULL }
};

static double parse_budget(const char *text)
{
	double share;

	if (parse_percent(text, &share) < 0)
		die(EXIT_USAGE,
		    "advise: --budget takes a percentage from 0, as 5%%, not "
		    "\"%s\"",
		    text);
	return share;
}

static void print_best(const struct advice_row *best, const char *endpoint)
{
	printf("use %s: %s\n\n", best->arm, best->why.text);
	printf("  build/tare up --profilers %s\n", best->arm);
	printf("  curl localhost/v/%s%s    # where `up` says; or your traffic\n",
	       best->profiler,
	       endpoint && *endpoint == '/' ? endpoint : best->cost.path);
	printf("  build/tare down    # saves its profile in %s/serve/%s\n\n",
	       profiles_directory(), best->profiler);
}

static void print_others(const struct advice *advice)
{
	struct buf others;

	buf_init(&others);
	for (size_t i = 0; i < advice->count; i++) {
		const struct advice_row *row = &advice->rows[i];

		if (!row->answers)
			buf_addf(&others, "%s%s", others.len ? ", " : "",
				 row->arm);
		else if (row != advice->best)
			printf("%s %s: %s\n",
			       row->able && row->within ? "also" : "not ",
			       row->arm, row->why.text);
	}
	if (others.len)
		printf("not  %s: not made to answer that\n", others.text);
	buf_release(&others);
}

static int run_advise(void *data, int count, char **words)
{
	const struct options *options = data;
	double budget = parse_budget(options->budget);
	struct advice *advice = calloc(1, sizeof(*advice));
	struct json_object *run;
	struct reason why;
	int code = EXIT_OK;

	if (!advice)
		die(EXIT_FAILED, "advise: no memory");
	if (count > 1)
		die(EXIT_USAGE, "advise: one run at a time, not \"%s\" too",
		    words[1]);
	run = report_open(count ? words[0] : NULL, profiles_directory(), &why);
	if (!run || advise(advice, run, options->need, budget,
			   options->endpoint, &why) < 0)
		die(EXIT_USAGE, "advise: %s", why.text);
	report_head(run, "text", stdout);
	if (advice->best) {
		print_best(advice->best, options->endpoint);
	} else {
		printf("none answers %s truthfully within %s of CPU time\n\n",
		       options->need, options->budget);
		code = EXIT_FAILED;
	}
	print_others(advice);
	if (!report_trusted(run))
		code = EXIT_UNTRUSTED;
	json_object_put(run);
	free(advice);
	return code;
}

static const struct verb advise_verb = {
	.name = "advise",
	.usage = "[RUN] --need WHAT --budget PERCENT",
	.summary = "the cheapest profiler that answers a need truthfully",
	.rows = rows,
	.options_size = sizeof(struct options),
	.run = run_advise,
};
REGISTER(verb, advise_verb);
