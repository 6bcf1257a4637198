/* tools.c: the user's own profilers. */
#include "tools.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "profilers/custom.h"

static const char option[] = "--profiler-file";

/* Of this command line: what `tare up` tells those that it starts. */
static struct {
	const char *file[TOOLS_FILES_MAX];
	size_t count;
} tools;

static void add(const char *verb, const char *file)
{
	struct reason why;

	if (tools.count == TOOLS_FILES_MAX)
		die(EXIT_USAGE, "%s: %s was given too often", verb, option);
	if (custom_load(file, &why) < 0)
		die(EXIT_USAGE, "%s: %s: %s", verb, option, why.text);
	tools.file[tools.count++] = file;
}

static void load_directory(const char *verb)
{
	const char *directory = getenv("TARE_PROFILERS");
	struct reason why;

	if (directory && *directory &&
	    custom_load_directory(directory, &why) < 0)
		die(EXIT_USAGE, "%s: TARE_PROFILERS: %s", verb, why.text);
}

int tools_load(const char *verb, int argc, char **argv)
{
	size_t length = strlen(option);
	int left = 1;
	int i = 1;

	load_directory(verb);
	for (; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strncmp(argv[i], option, length) == 0 &&
		    argv[i][length] == '=') {
			add(verb, argv[i] + length + 1);
		} else if (strcmp(argv[i], option) != 0) {
			argv[left++] = argv[i];
		} else if (++i < argc) {
			add(verb, argv[i]);
		} else {
			die(EXIT_USAGE, "%s: %s needs a value: FILE", verb,
			    option);
		}
	}
	while (i < argc)
		argv[left++] = argv[i++];
	return left;
}

size_t tools_pass_on(const char **words)
{
	for (size_t i = 0; i < tools.count; i++) {
		words[2 * i] = option;
		words[2 * i + 1] = tools.file[i];
	}
	return 2 * tools.count;
}
