/*
 * option.h: command-line options as rows.
 *
 * One row is all there is to say about an option; parsing, defaults, --help and
 * "did you mean" are derived from it. A list of rows ends with a NULL name.
 */
#ifndef TARE_OPTION_H
#define TARE_OPTION_H

#include <stddef.h>
#include <stdio.h>

#include "base/reason.h"

enum option_type {
	OPTION_FLAG,   /* bool; takes no value */
	OPTION_LONG,   /* long, within [min, max] */
	OPTION_DOUBLE, /* double, within [min, max] */
	OPTION_STRING, /* const char *, pointing into argv */
	OPTION_LIST,   /* the same: words with commas between them, at least one */
	OPTION_CHOICE, /* const char *, one of `choices` */
	OPTION_NUMBERS, /* struct numbers; may be given several times */
	OPTION_WORDS,	/* struct words; the same */
};

/* What an option that may be repeated has collected. */
struct numbers {
	size_t count;
	double value[16];
};

struct words {
	size_t count;
	const char *word[16]; /* pointing into argv */
};

struct option_row {
	const char *name; /* long name, without the dashes */
	char letter;	  /* short name, or 0 */
	enum option_type type;
	size_t offset;	       /* of the member in the target struct */
	const char *value;     /* what the value is called in --help: "N" */
	const char *fallback;  /* text of the default; NULL leaves the member */
	double min, max;       /* inclusive, for numbers */
	const char *choices;   /* "all|baseline", for OPTION_CHOICE */
	const char *help;
};

/* Write every row's default into TARGET. */
void option_defaults(const struct option_row *rows, void *target);

/*
 * Parse ARGV[1..ARGC), moving what is not an option to the front: returns how
 * many words those are, then at ARGV[1]... ; "--" ends the options. On an unknown
 * option, or a missing, malformed or out-of-range value: -1 with WHY.
 */
int option_parse(const struct option_row *rows, void *target, int argc,
		 char **argv, struct reason *why);

/* 0 when ROW takes TEXT for its value; else -1 with WHY: "NAME takes ...". */
int option_check(const struct option_row *row, const char *text,
		 struct reason *why);

/* What ROW takes: "a number from 1 to 9", "fp|dwarf", "any text". */
void option_range(const struct option_row *row, char *text, size_t size);

/* One aligned line per row. */
void option_help(const struct option_row *rows, FILE *out);

/* Strict decimal integer; -1 with errno EINVAL or ERANGE. */
int parse_long(const char *text, long *value);

#endif
