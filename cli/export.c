/* export.c: `tare export CELL`: a profile of a run, in a form for other viewers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/file.h"
#include "base/json.h"
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
	  .help = FORM_NAMES "; by default as FILE is called" },
	{ .name = "output", .letter = 'o',
	  .offset = offsetof(struct options, output), .type = OPTION_STRING,
	  .value = "FILE", .help = "write it there, not to standard output" },
	VERB_HELP_ROW,
	{ .name = NULL }
};

/* The evidence that WORD names, malloc'd: a file, or a cell of a run. */
static char *find_evidence(const char *word)
{
	const char *profiles = profiles_directory();
	char *candidates[] = {
		path_format("%s/evidence.json", word),
		path_format("%s/latest/%s/evidence.json", profiles, word),
		path_format("%s/runs/%s/evidence.json", profiles, word),
		path_format("%s/%s/evidence.json", profiles, word),
		path_format("%s", word),
	};
	const size_t count = sizeof(candidates) / sizeof(*candidates);
	char *found = NULL;
	struct stat st;

	for (size_t i = 0; i < count; i++) {
		if (!found && stat(candidates[i], &st) == 0 &&
		    S_ISREG(st.st_mode))
			found = candidates[i];
		else
			free(candidates[i]);
	}
	return found;
}

static int list_cell(const char *cell, void *data)
{
	char *path = path_format("%s/evidence.json", cell);
	struct buf *list = data;

	/* ".../ARM/ENDPOINT": the last two words, while there is room. */
	if (access(path, R_OK) == 0 && list->len < 300) {
		const char *word = memrchr(cell, '/', strlen(cell));

		word = memrchr(cell, '/', (size_t)(word - cell));
		buf_addf(list, "%s%s", list->len ? ", " : "", word + 1);
	}
	free(path);
	return 0;
}

static int list_arm(const char *arm, void *data)
{
	struct stat st;

	if (stat(arm, &st) == 0 && S_ISDIR(st.st_mode))
		dir_each(arm, list_cell, data);
	return 0;
}

static _Noreturn void no_such_cell(const char *word)
{
	char *latest = path_format("%s/latest", profiles_directory());
	struct buf list;

	buf_init(&list);
	dir_each(latest, list_arm, &list);
	if (list.len == 0)
		buf_adds(&list, "it has none; `tare bench` makes some");
	die(EXIT_USAGE,
	    "export: %s%s%s; name PROFILER/ENDPOINT of the latest run (%s), "
	    "RUN/PROFILER/ENDPOINT, or an evidence.json",
	    word ? "there is no profile of \"" : "of what", word ? word : "",
	    word ? "\"" : "?", list.text);
}

/* "gprof: fibonacci" for ".../gprof/fibonacci/evidence.json"; malloc'd. */
static char *title_of(const char *path)
{
	char *full = realpath(path, NULL);
	char *last = full ? strrchr(full, '/') : NULL;
	char *title, *endpoint, *profiler;

	if (!last || strcmp(last, "/evidence.json") != 0) {
		title = path_format("%s", last ? last + 1 : path);
	} else {
		*last = '\0';
		endpoint = strrchr(full, '/');
		if (endpoint)
			*endpoint++ = '\0';
		profiler = strrchr(full, '/');
		title = path_format("%s: %s", profiler ? profiler + 1 : "?",
				    endpoint ? endpoint : "?");
	}
	free(full);
	return title;
}

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

static int put(const struct buf *out, const char *file, struct reason *why)
{
	if (file)
		return file_write(file, out->text, out->len, why);
	if (fwrite(out->text, 1, out->len, stdout) != out->len ||
	    fflush(stdout))
		return reason_errno(why, "cannot write to standard output");
	return 0;
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
	path = count ? find_evidence(words[0]) : NULL;
	if (!path)
		no_such_cell(count ? words[0] : NULL);
	form = choose_form(options);
	title = title_of(path);
	read_evidence(path, &evidence);
	buf_init(&out);
	if (form_write(form, &evidence, title, &out, &why) < 0)
		die(EXIT_FAILED, "export: %s: %s", path, why.text);
	if (put(&out, options->output, &why) < 0)
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
