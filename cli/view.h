/* view.h: what `tare view` and `tare profile` have in common. */
#ifndef TARE_CLI_VIEW_H
#define TARE_CLI_VIEW_H

#include <stdbool.h>

#include "base/option.h"
#include "cli/verb.h"
#include "view/view.h"

struct view_options {
	bool cli, reduced, json, csv;
	const char *standalone;
	const char *function, *file, *sort;
	long top;
	struct words source, with;
};

/* The rows of all of them, for a verb whose options begin with that struct. */
#define VIEW_ROWS                                                              \
	{ .name = "cli", .type = OPTION_FLAG,                                  \
	  .offset = offsetof(struct view_options, cli),                        \
	  .help = "print all lines, to standard output" },                     \
	{ .name = "reduced", .type = OPTION_FLAG,                              \
	  .offset = offsetof(struct view_options, reduced),                    \
	  .help = "only lines with over 1 % of something, and two around" },   \
	{ .name = "standalone", .type = OPTION_STRING,                         \
	  .offset = offsetof(struct view_options, standalone),                 \
	  .value = "FILE", .help = "write it as a page, FILE.html" },          \
	{ .name = "json", .type = OPTION_FLAG,                                 \
	  .offset = offsetof(struct view_options, json),                       \
	  .help = "print it as JSON" },                                        \
	{ .name = "csv", .type = OPTION_FLAG,                                  \
	  .offset = offsetof(struct view_options, csv),                        \
	  .help = "print it as CSV" },                                         \
	{ .name = "function", .type = OPTION_STRING,                           \
	  .offset = offsetof(struct view_options, function),                   \
	  .value = "NAME", .help = "only lines of this function" },            \
	{ .name = "file", .type = OPTION_STRING,                               \
	  .offset = offsetof(struct view_options, file), .value = "TEXT",      \
	  .help = "only files that have TEXT in their name" },                 \
	{ .name = "sort", .type = OPTION_CHOICE, .choices = VIEW_KEYS,         \
	  .offset = offsetof(struct view_options, sort), .value = "COLUMN",    \
	  .help = "lines of all files together, by this" },                    \
	{ .name = "top", .type = OPTION_LONG, .min = 1, .max = 1000000,        \
	  .offset = offsetof(struct view_options, top), .value = "N",          \
	  .help = "at most so many lines and functions" },                     \
	{ .name = "source", .type = OPTION_WORDS,                              \
	  .offset = offsetof(struct view_options, source), .value = "DIR",     \
	  .help = "look for source files there, too; may be repeated" }

/* End VERB if OPTIONS contradict each other, or name a directory that is none. */
void view_check(const struct view_options *options, const char *verb);

/* Show VIEW, which is finished, in the way that OPTIONS say; ends us if it cannot. */
void view_print(const struct view_options *options, const char *title,
		struct view *view);

/* Show what is different in AFTER; both are finished, and get their source here. */
void view_print_difference(const struct view_options *options,
			   const char *title, struct view *before,
			   struct view *after);

#endif
