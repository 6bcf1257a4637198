/* option.c: command-line options as rows. */
#include "option.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"

int parse_long(const char *text, long *value)
{
	char *end;

	errno = 0;
	/* strtol would take leading space and a plus sign: we do not. */
	if (!(*text == '-' || (*text >= '0' && *text <= '9'))) {
		errno = EINVAL;
		return -1;
	}
	*value = strtol(text, &end, 10);
	if (end == text || *end != '\0') {
		errno = EINVAL;
		return -1;
	}
	return errno ? -1 : 0;
}

static const char *row_name(size_t i, const void *rows)
{
	return ((const struct option_row *)rows)[i].name;
}

static int unknown_option(const struct option_row *rows, const char *word,
			  struct reason *why)
{
	const char *near = nearest_word(word + strspn(word, "-"), row_name,
					rows);

	if (near)
		return reason_set(why,
				  "unknown option %s; did you mean --%s?", word,
				  near);
	return reason_set(why, "unknown option %s; --help lists them", word);
}

static bool choice_has(const char *choices, const char *text)
{
	size_t length = strlen(text);

	for (const char *p = choices; *p;) {
		size_t word = strcspn(p, "|");

		if (word == length && memcmp(p, text, word) == 0)
			return true;
		p += word + (p[word] == '|');
	}
	return false;
}

static int bad_number(const struct option_row *row, const char *text,
		      struct reason *why)
{
	return reason_set(why,
			  "%s takes a number from %.15g to %.15g, not \"%s\"",
			  row->name, row->min, row->max, text);
}

static int set_number(const struct option_row *row, void *member,
		      const char *text, struct reason *why)
{
	char *end;
	double number;
	long whole;

	if (row->type == OPTION_LONG) {
		if (parse_long(text, &whole) < 0 || (double)whole < row->min ||
		    (double)whole > row->max)
			return bad_number(row, text, why);
		memcpy(member, &whole, sizeof(whole));
		return 0;
	}
	number = strtod(text, &end);
	if (end == text || *end || !isfinite(number) || number < row->min ||
	    number > row->max)
		return bad_number(row, text, why);
	memcpy(member, &number, sizeof(number));
	return 0;
}

static int add_number(const struct option_row *row, struct numbers *numbers,
		      const char *text, struct reason *why)
{
	struct option_row one = *row;

	if (numbers->count == sizeof(numbers->value) / sizeof(double))
		return reason_set(why, "%s was given too often", row->name);
	one.type = OPTION_DOUBLE;
	if (set_number(&one, &numbers->value[numbers->count], text, why) < 0)
		return -1;
	numbers->count++;
	return 0;
}

static int add_word(const struct option_row *row, struct words *words,
		    const char *text, struct reason *why)
{
	if (words->count == sizeof(words->word) / sizeof(*words->word))
		return reason_set(why, "%s was given too often", row->name);
	words->word[words->count++] = text;
	return 0;
}

static int set_value(const struct option_row *row, void *target,
		     const char *text, struct reason *why)
{
	char *member = (char *)target + row->offset;

	switch (row->type) {
	case OPTION_FLAG:
		*(bool *)member = true;
		return 0;
	case OPTION_LONG:
	case OPTION_DOUBLE:
		return set_number(row, member, text, why);
	case OPTION_NUMBERS:
		return add_number(row, (struct numbers *)member, text, why);
	case OPTION_WORDS:
		return add_word(row, (struct words *)member, text, why);
	case OPTION_CHOICE:
		if (!choice_has(row->choices, text))
			return reason_set(why,
					  "%s takes one of %s, not \"%s\"",
					  row->name, row->choices, text);
		break;
	case OPTION_LIST:
		/* Or nothing that was asked for would look like all that is usual. */
		if (!text[strspn(text, ",")])
			return reason_set(why, "%s names none, with \"%s\"",
					  row->name, text);
		break;
	case OPTION_STRING:
		break;
	}
	memcpy(member, &text, sizeof(text));
	return 0;
}

/* As on the command line, where an option is named with its dashes. */
static int set_option(const struct option_row *row, void *target,
		      const char *text, struct reason *why)
{
	struct reason detail;

	if (set_value(row, target, text, &detail) == 0)
		return 0;
	return reason_set(why, "--%.500s", detail.text);
}

int option_check(const struct option_row *row, const char *text,
		 struct reason *why)
{
	struct option_row one = *row;
	union {
		struct numbers numbers;
		struct words words;
	} ignored = { .numbers = { 0 } };

	one.offset = 0;
	return set_value(&one, &ignored, text, why);
}

void option_range(const struct option_row *row, char *text, size_t size)
{
	if (row->choices)
		snprintf(text, size, "%s", row->choices);
	else if (row->type == OPTION_LONG || row->type == OPTION_DOUBLE)
		snprintf(text, size, "a number from %.15g to %.15g", row->min,
			 row->max);
	else
		snprintf(text, size, "any text");
}

void option_defaults(const struct option_row *rows, void *target)
{
	struct reason why;

	for (; rows->name; rows++) {
		if (rows->fallback &&
		    set_value(rows, target, rows->fallback, &why) < 0)
			abort(); /* a row that contradicts itself */
	}
}

static const struct option_row *find_row(const struct option_row *rows,
					 const char *word)
{
	size_t length;

	for (; rows->name; rows++) {
		if (word[1] != '-') {
			if (rows->letter && word[1] == rows->letter && !word[2])
				return rows;
			continue;
		}
		length = strlen(rows->name);
		if (strncmp(word + 2, rows->name, length) == 0 &&
		    (word[2 + length] == '\0' || word[2 + length] == '='))
			return rows;
	}
	return NULL;
}

/* Parse the option at ARGV[*AT], advancing *AT past its value. */
static int parse_one(const struct option_row *rows, void *target, int argc,
		     char **argv, int *at, struct reason *why)
{
	const char *word = argv[*at];
	const struct option_row *row = find_row(rows, word);
	const char *value = strchr(word, '=');

	if (!row)
		return unknown_option(rows, word, why);
	if (row->type == OPTION_FLAG) {
		if (value)
			return reason_set(why, "--%s takes no value",
					  row->name);
		return set_option(row, target, "", why);
	}
	if (value && word[1] == '-')
		return set_option(row, target, value + 1, why);
	if (*at + 1 >= argc)
		return reason_set(why, "--%s needs a value: %s", row->name,
				  row->value);
	return set_option(row, target, argv[++*at], why);
}

int option_parse(const struct option_row *rows, void *target, int argc,
		 char **argv, struct reason *why)
{
	int words = 0;
	bool options = true;

	for (int i = 1; i < argc; i++) {
		if (!options || argv[i][0] != '-' || argv[i][1] == '\0') {
			argv[1 + words++] = argv[i];
		} else if (strcmp(argv[i], "--") == 0) {
			options = false;
		} else if (parse_one(rows, target, argc, argv, &i, why) < 0) {
			return -1;
		}
	}
	return words;
}

void option_help(const struct option_row *rows, FILE *out)
{
	for (; rows->name; rows++) {
		char left[64];
		const char *value = rows->value ? rows->value : "";

		if (rows->letter)
			snprintf(left, sizeof(left), "-%c, --%s%s%s",
				 rows->letter, rows->name, *value ? " " : "",
				 value);
		else
			snprintf(left, sizeof(left), "    --%s%s%s", rows->name,
				 *value ? " " : "", value);
		fprintf(out, "  %-26s %s", left, rows->help);
		if (rows->choices)
			fprintf(out, ": %s", rows->choices);
		if (rows->fallback && rows->type != OPTION_FLAG)
			fprintf(out, " (default %s)", rows->fallback);
		fputc('\n', out);
	}
}
