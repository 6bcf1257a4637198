/* report.c: `tare report`: shows a run again. */
#include <stdbool.h>
#include <stdio.h>

#include "base/die.h"
#include "cli/verb.h"
#include "report/accuracy.h"
#include "report/report.h"

struct options {
	const char *format;
	bool accuracy, matrix;
	const char *table;
};

static const struct option_row rows[] = {
	{ .name = "format", .letter = 'f',
	  .offset = offsetof(struct options, format), .type = OPTION_CHOICE,
	  .value = "FORMAT", .fallback = "text", .choices = "text|md|csv|json",
	  .help = "how to print it" },
	{ .name = "matrix", .offset = offsetof(struct options, matrix),
	  .type = OPTION_FLAG,
	  .help = "every tool, and what it costs in each endpoint, one a line" },
	{ .name = "accuracy", .offset = offsetof(struct options, accuracy),
	  .type = OPTION_FLAG,
	  .help = "price against truth, of a run of `tare bench --accuracy`" },
	{ .name = "table", .offset = offsetof(struct options, table),
	  .type = OPTION_CHOICE, .value = "NAME", .choices = REPORT_TABLES,
	  .help = "one table alone" },
	VERB_HELP_ROW,
	{ .name = NULL }
};

static int print(const struct options *options, struct json_object *run,
		 struct reason *why)
{
	if (options->table)
		return report_table(run, options->table, options->format,
				    stdout, why);
	if (options->accuracy)
		return accuracy_print(run, options->format, stdout, why);
	return (options->matrix ? report_matrix : report_print)(
		run, options->format, stdout, why);
}

static int run(void *data, int count, char **words)
{
	const struct options *options = data;
	struct reason why;
	struct json_object *run;
	int code;

	if (count > 1)
		die(EXIT_USAGE, "report: one run at a time, not \"%s\" too",
		    words[1]);
	run = report_open(count ? words[0] : NULL, profiles_directory(), &why);
	if (!run)
		die(EXIT_USAGE, "report: %s", why.text);
	if (print(options, run, &why) < 0)
		die(ferror(stdout) ? EXIT_FAILED : EXIT_USAGE, "report: %s", why.text);
	code = report_trusted(run) ? EXIT_OK : EXIT_UNTRUSTED;
	json_object_put(run);
	return code;
}

static const struct verb report = {
	.name = "report",
	.usage = "[RUN] [options]",
	.summary = "show a run: the latest, or the ID or file given",
	.rows = rows,
	.options_size = sizeof(struct options),
	.run = run,
};
REGISTER(verb, report);
