/*
 * verb.h: what `tare VERB` does. To add one, add a file to cli/ that ends in one
 * descriptor and REGISTER(verb, NAME); main and the help find it.
 */
#ifndef TARE_VERB_H
#define TARE_VERB_H

#include <stdbool.h>

#include "base/option.h"
#include "base/registry.h"

struct verb {
	const char *name;
	const char *usage;   /* what follows the name: "[RUN] [options]" */
	const char *summary; /* one line */
	const struct option_row *rows;
	size_t options_size; /* of the struct that the rows fill */
	bool tools; /* it speaks of profilers: it knows the user's own, too */

	/* OPTIONS is filled; WORDS are what is not an option. The exit code. */
	int (*run)(void *options, int count, char **words);
};

const struct verb *const *verb_begin(void);
const struct verb *const *verb_end(void);

/* Every verb's rows end with this one, which main answers. */
#define VERB_HELP_ROW                                                          \
	{ .name = "help", .letter = 'h', .type = OPTION_FLAG, .offset = 0,     \
	  .help = "print this" }

/* Where results go: $TARE_PROFILES, or profiles/ here. */
const char *profiles_directory(void);

#endif
