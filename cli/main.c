/* main.c: the tare command: finds the verb, parses its options, runs it. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/nearest.h"
#include "base/terminal.h"
#include "base/version.h"
#include "cli/tools.h"
#include "cli/verb.h"

REGISTRY(verb);

const struct verb *const *verb_begin(void)
{
	return REGISTRY_BEGIN(verb);
}

const struct verb *const *verb_end(void)
{
	return REGISTRY_END(verb);
}

const char *profiles_directory(void)
{
	const char *directory = getenv("TARE_PROFILES");

	return directory && *directory ? directory : "profiles";
}

static void print_verbs(FILE *out)
{
	fputs("usage: tare VERB [options]\n\n", out);
	for (const struct verb *const *v = verb_begin(); v < verb_end(); v++)
		fprintf(out, "  %-10s %s\n", (*v)->name, (*v)->summary);
	fputs("\n`tare VERB --help` has its options.\n", out);
}

/* tools_load() answers it. */
static const struct option_row tools_rows[] = {
	{ .name = "profiler-file", .value = "FILE",
	  .help = "a profiler of your own, as JSON; may be repeated" },
	{ .name = NULL }
};

static void print_help(const struct verb *verb)
{
	printf("usage: tare %s %s\n\n%s\n\n", verb->name, verb->usage,
	       verb->summary);
	option_help(verb->rows, stdout);
	if (verb->tools)
		option_help(tools_rows, stdout);
}

static const char *verb_word(size_t i, const void *data)
{
	(void)data;
	return verb_begin() + i < verb_end() ? verb_begin()[i]->name : NULL;
}

static const struct verb *find_verb(const char *name)
{
	const char *near;

	for (const struct verb *const *v = verb_begin(); v < verb_end(); v++) {
		if (strcmp((*v)->name, name) == 0)
			return *v;
	}
	near = nearest_word(name, verb_word, NULL);
	if (near)
		die(EXIT_USAGE, "unknown verb \"%s\"; did you mean %s?", name,
		    near);
	die(EXIT_USAGE, "unknown verb \"%s\"; `tare help` lists them", name);
}

static bool asks_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return true;
	}
	return false;
}

static int run_verb(const struct verb *verb, int argc, char **argv)
{
	void *options = calloc(1, verb->options_size + 1);
	struct reason why;
	int words, code;

	if (!options)
		die(EXIT_FAILED, "no memory");
	if (asks_help(argc, argv)) {
		print_help(verb);
		free(options);
		return EXIT_OK;
	}
	if (verb->tools)
		argc = tools_load(verb->name, argc, argv);
	option_defaults(verb->rows, options);
	words = option_parse(verb->rows, options, argc, argv, &why);
	if (words < 0)
		die(EXIT_USAGE, "%s: %s", verb->name, why.text);
	code = verb->run(options, words, argv + 1);
	free(options);
	return code;
}

int main(int argc, char **argv)
{
	int code = EXIT_OK;

	if (terminal_guard() < 0)
		die(EXIT_FAILED, "no memory");
	if (argc < 2) {
		print_verbs(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0 ||
	    strcmp(argv[1], "-h") == 0)
		print_verbs(stdout);
	else if (strcmp(argv[1], "--version") == 0)
		puts("tare " TARE_VERSION);
	else
		code = run_verb(find_verb(argv[1]), argc - 1, argv + 1);
	die_unless_printed();
	return code;
}
