/* view.c: `tare view TARGET`: CPU time and memory by source line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/die.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/cell.h"
#include "cli/view.h"
#include "report/cells.h"
#include "view/load.h"
#include "view/saved.h"

static const struct option_row rows[] = {
	VIEW_ROWS,
	{ .name = "with", .type = OPTION_WORDS,
	  .offset = offsetof(struct view_options, with), .value = "TARGET",
	  .help = "for the columns that the first one lacks; may be repeated" },
	VERB_HELP_ROW,
	{ .name = NULL }
};

static bool is_program(const char *path)
{
	char magic[4] = "";
	FILE *file = fopen(path, "re");
	bool elf;

	if (!file)
		return false;
	elf = fread(magic, 1, sizeof(magic), file) == sizeof(magic) &&
	      memcmp(magic, "\177ELF", 4) == 0;
	fclose(file);
	return elf;
}

/* ".../ID/ARM/ENDPOINT/evidence.json" taken apart, in place. */
struct cell_path {
	char *run, *arm, *endpoint;
};

/* What follows the last slash of PATH, which ends there now; NULL: it has none. */
static char *cut_word(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash)
		return NULL;
	*slash = '\0';
	return slash + 1;
}

static bool split(char *path, struct cell_path *cell)
{
	const char *file = cut_word(path);

	cell->run = path;
	cell->endpoint = cut_word(path);
	cell->arm = cut_word(path);
	return file && cell->arm && strcmp(file, "evidence.json") == 0;
}

static struct json_object *find_cell(struct json_object *run,
				     const struct cell_path *path)
{
	struct json_object *endpoints = json_get(run, "endpoints");

	for (size_t i = 0; i < json_length(endpoints); i++) {
		struct json_object *endpoint = json_at(endpoints, i);
		struct json_object *cells = json_get(endpoint, "cells");

		if (strcmp(json_text(endpoint, "name", ""), path->endpoint) != 0)
			continue;
		for (size_t j = 0; j < json_length(cells); j++)
			if (strcmp(json_text(json_at(cells, j), "arm", ""),
				   path->arm) == 0)
				return json_at(cells, j);
	}
	return NULL;
}

/* What the run of the cell PATH found its evidence to be; *ARM is malloc'd, too. */
static bool measured_error(const char *path, char *text, size_t size,
			   char **arm)
{
	char *full = realpath(path, NULL);
	struct cell_path cell;
	struct json_object *run = NULL, *found = NULL;
	struct reason ignored;
	bool measured;
	char *file;

	*arm = NULL;
	if (full && split(full, &cell)) {
		*arm = path_format("%s", cell.arm);
		file = path_format("%s/run.json", cell.run);
		run = json_read(file, &ignored);
		free(file);
		found = find_cell(run, &cell);
	}
	measured = json_length(json_get(json_get(found, "check"), "rows")) > 0;
	if (measured)
		cells_check(found, text, size);
	json_object_put(run);
	free(full);
	return measured;
}

/* A raw profile by its name, or what a run has kept. */
static char *find_target(const char *word)
{
	struct stat st;

	if (stat(word, &st) == 0 && !S_ISDIR(st.st_mode))
		return path_format("%s", word);
	return cell_find(word);
}

static void add_target(struct view *view, const char *word, const char *program)
{
	char *path = find_target(word), *arm;
	const char *profiler = NULL;
	struct evidence evidence;
	char error[256];
	struct reason why;
	bool known;

	if (!path)
		cell_missing("view", word, "a raw profile, or ");
	if (saved_is(path)) {
		if (saved_read(view, path, &why) < 0)
			die(EXIT_USAGE, "view: %s", why.text);
		free(path);
		return;
	}
	evidence_init(&evidence);
	if (load_file(path, program, &evidence, &profiler, &view->notes,
		      &why) < 0)
		die(EXIT_USAGE, "view: %s", why.text);
	known = measured_error(path, error, sizeof(error), &arm);
	if (view_add(view, &evidence, arm ? arm : profiler,
		     known ? error : NULL) < 0)
		die(EXIT_FAILED, "view: no memory for %s", path);
	evidence_release(&evidence);
	free(arm);
	free(path);
}

/* The words of one target: itself, and perhaps its program. Returns how many. */
static int open_target(struct view *view, const struct view_options *options,
		       int count, char **words)
{
	bool program = count > 1 && is_program(words[1]);

	view_init(view);
	add_target(view, words[0], program ? words[1] : NULL);
	for (size_t i = 0; i < options->with.count; i++)
		add_target(view, options->with.word[i],
			   program ? words[1] : NULL);
	view_finish(view);
	return 1 + program;
}

/* "perf: memory" of what WORD names; malloc'd. */
static char *title_of(const char *word)
{
	char *path = find_target(word);
	char *title = cell_title(path);

	free(path);
	return title;
}

/* The difference between VIEW and the target that WORDS name. */
static int compare(const struct view_options *options, struct view *before,
		   const char *first, int count, char **words)
{
	struct view after;
	char *a = title_of(first), *b = title_of(words[0]);
	char *title = path_format("%s, then %s", a, b);
	int used = open_target(&after, options, count, words);

	if (used < count)
		die(EXIT_USAGE, "view: two profiles at most, not \"%s\" too",
		    words[used]);
	view_print_difference(options, title, before, &after);
	view_release(&after);
	free(title);
	free(a);
	free(b);
	return EXIT_OK;
}

static int run(void *data, int count, char **words)
{
	const struct view_options *options = data;
	struct view view;
	char *title;
	int used;

	view_check(options, "view");
	if (count == 0)
		cell_missing("view", NULL, "a raw profile, or ");
	used = open_target(&view, options, count, words);
	if (used < count) {
		compare(options, &view, words[0], count - used, words + used);
	} else {
		title = title_of(words[0]);
		view_print(options, title, &view);
		free(title);
	}
	view_release(&view);
	return EXIT_OK;
}

static const struct verb view = {
	.name = "view",
	.usage = "TARGET [PROGRAM] [TARGET [PROGRAM]] [options]",
	.summary = "CPU time and memory by source line",
	.rows = rows,
	.options_size = sizeof(struct view_options),
	.run = run,
};
REGISTER(verb, view);
