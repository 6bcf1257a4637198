/* export.c: `tare export CELL`: a profile of a run, in a form for other viewers. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/die.h"
#include "base/json.h"
#include "base/output.h"
#include "cli/cell.h"
#include "cli/verb.h"
#include "export/form.h"

struct options {
	const char *form;
	const char *output;
};

static const struct option_row rows[] = {
	{ .name = "form", .letter = 'f',
	  .offset = offsetof(struct options, form), .type = OPTION_CHOICE,
	  .value = "FORM", .choices = FORM_NAMES,
	  .help = "by default what FILE's name ends in" },
	{ .name = "output", .letter = 'o',
	  .offset = offsetof(struct options, output), .type = OPTION_STRING,
	  .value = "FILE", .help = "write it there, not to standard output" },
	VERB_HELP_ROW,
	{ .name = NULL }
};

static const struct form *choose_form(const struct options *options)
{
	const struct form *form = NULL;

	if (options->form)
		form = form_by_name(options->form);
	else if (options->output)
		form = form_by_file(options->output);
	if (!form)
		die(EXIT_USAGE,
		    "export: say in which form: --form " FORM_NAMES
		    ", or --output FILE ending in .folded, .pb.gz, "
		    ".speedscope.json or .svg");
	if (form->binary && !options->output && isatty(STDOUT_FILENO))
		die(EXIT_USAGE,
		    "export: %s is nothing for a terminal: name a file with "
		    "--output",
		    form->name);
	return form;
}

static void read_evidence(const char *path, struct evidence *evidence)
{
	struct reason why;
	struct json_object *json = json_read(path, &why);

	evidence_init(evidence);
	if (!json || evidence_from_json(evidence, json, &why) < 0)
		die(EXIT_USAGE, "export: %s", why.text);
	json_object_put(json);
}

static int run(void *data, int count, char **words)
{
	const struct options *options = data;
	const struct form *form;
	struct evidence evidence;
	struct reason why;
	char *path, *title;
	struct buf out;

	if (count > 1)
		die(EXIT_USAGE, "export: one profile at a time, not \"%s\" too",
		    words[1]);
	path = count ? cell_find(words[0]) : NULL;
	if (!path)
		cell_missing("export", count ? words[0] : NULL, "");
	form = choose_form(options);
	title = cell_title(path);
	read_evidence(path, &evidence);
	buf_init(&out);
	if (form_write(form, &evidence, title, &out, &why) < 0)
		die(EXIT_FAILED, "export: %s: %s", path, why.text);
	if (output_write(options->output, &out, &why) < 0)
		die(EXIT_FAILED, "export: %s", why.text);
	buf_release(&out);
	evidence_release(&evidence);
	free(title);
	free(path);
	return EXIT_OK;
}

static const struct verb export = {
	.name = "export",
	.usage = "[RUN/]PROFILER/ENDPOINT [options]",
	.summary = "a profile as folded stacks, pprof, speedscope or flame graph",
	.rows = rows,
	.options_size = sizeof(struct options),
	.run = run,
};
REGISTER(verb, export);
