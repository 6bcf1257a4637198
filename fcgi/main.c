/* main.c: tare-app, the service under test: FastCGI, CGI, or straight from the shell. */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/option.h"
#include "base/version.h"
#include "fcgi/answer.h"
#include "fcgi/shell.h"
#include "fcgi/worker.h"

struct options {
	const char *only;
	const char *run;
	long repeat;
	bool batch, list, json, help, version;
};

#define ROW(name) .offset = offsetof(struct options, name)

static const struct option_row rows[] = {
	{ .name = "only", ROW(only), .type = OPTION_STRING,
	  .value = "WORKLOAD", .help = "serve this endpoint alone" },
	{ .name = "batch", ROW(batch), .type = OPTION_FLAG,
	  .help = "let nginx go on when it wakes this" },
	{ .name = "run", ROW(run), .type = OPTION_STRING, .value = "WORKLOAD",
	  .help = "run it here, with [NAME=VALUE...], no server" },
	{ .name = "repeat", ROW(repeat), .type = OPTION_LONG, .value = "N",
	  .fallback = "1", .min = 1, .max = 1e9, .help = "how often to --run" },
	{ .name = "list", ROW(list), .type = OPTION_FLAG,
	  .help = "list the workloads and their parameters" },
	{ .name = "json", ROW(json), .type = OPTION_FLAG,
	  .help = "list as JSON" },
	{ .name = "version", ROW(version), .type = OPTION_FLAG,
	  .help = "print the version" },
	{ .name = "help", .letter = 'h', ROW(help), .type = OPTION_FLAG,
	  .help = "print this" },
	{ .name = NULL }
};

static void print_help(void)
{
	puts("usage: tare-app [--only WORKLOAD] [--batch]  FastCGI on descriptor 0, "
	     "or CGI\n"
	     "       tare-app --run WORKLOAD [NAME=VALUE...] [--repeat N]\n"
	     "       tare-app --list [--json]\n");
	option_help(rows, stdout);
}

static const char *environment_get(const char *name, void *data)
{
	(void)data;
	return getenv(name);
}

/* Plain CGI: one request in the environment, its reply on standard output. */
static void serve_cgi(const struct app *app)
{
	struct request request;
	struct reply reply;
	struct buf out;

	reply_init(&reply);
	buf_init(&out);
	request_from_cgi(&request, environment_get, NULL);
	answer(app, &request, &reply);
	reply_render(&reply, &out);
	fwrite(out.text, 1, out.len, stdout);
	buf_release(&out);
	reply_release(&reply);
}

/*
 * A process of this class does not interrupt who wakes it on its own CPU (kernel/sched/
 * fair.c; sched(7) calls it a penalty): nginx passes on all that it has, and then we
 * serve all of that. A kernel that does not let us is none the worse.
 */
static void be_no_interruption(void)
{
	static const struct sched_param none = { .sched_priority = 0 };

	if (sched_getscheduler(0) == SCHED_OTHER)
		sched_setscheduler(0, SCHED_BATCH, &none);
}

static void serve(const struct options *options)
{
	const char *profiler = getenv("TARE_PROFILER");
	const char *inject = getenv("TARE_INJECT");
	struct app app = { .profiler = profiler ? profiler : "none",
			   .inject = inject ? strtod(inject, NULL) : -1 };
	struct reason why;

	if (options->only) {
		app.only = workload_by_name(options->only);
		if (!app.only)
			die(EXIT_USAGE,
			    "--only: no workload is called \"%s\"; --list "
			    "shows them",
			    options->only);
	}
	if (options->batch)
		be_no_interruption();
	if (worker_has_listener()) {
		if (worker_serve(&app, &why) < 0)
			die(EXIT_FAILED, "%s", why.text);
	} else if (getenv("REQUEST_METHOD")) {
		serve_cgi(&app);
	} else {
		print_help();
		exit(EXIT_USAGE);
	}
}

int main(int argc, char **argv)
{
	struct options options = { 0 };
	struct reason why;
	int words;

	die_set_program("tare-app");
	option_defaults(rows, &options);
	words = option_parse(rows, &options, argc, argv, &why);
	if (words < 0)
		die(EXIT_USAGE, "%s", why.text);
	if (words && !options.run)
		die(EXIT_USAGE, "unexpected \"%s\"; see --help", argv[1]);
	if (options.help) {
		print_help();
	} else if (options.version) {
		puts("tare-app " TARE_VERSION);
	} else if (options.list) {
		shell_list(options.json);
	} else if (options.run) {
		if (shell_run(options.run, words, argv + 1, options.repeat,
			      &why) < 0)
			die(EXIT_USAGE, "%s", why.text);
	} else {
		serve(&options);
	}
	die_unless_printed();
	return 0;
}
