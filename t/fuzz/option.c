/* option.c: command lines, a word a line, against rows of every type. */
#include "base/option.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

enum { WORDS_MAX = 16 };

struct target {
	bool flag;
	long count;
	double share;
	const char *text, *choice, *list;
	struct numbers numbers;
	struct words words;
};

#define ROW(member) .offset = offsetof(struct target, member)

static const struct option_row rows[] = {
	{ .name = "flag", .letter = 'f', ROW(flag), .type = OPTION_FLAG },
	{ .name = "count", .letter = 'n', ROW(count), .type = OPTION_LONG,
	  .fallback = "3", .min = -5, .max = 1000 },
	{ .name = "share", ROW(share), .type = OPTION_DOUBLE,
	  .fallback = "0.5", .min = 0, .max = 1 },
	{ .name = "text", .letter = 't', ROW(text), .type = OPTION_STRING },
	{ .name = "choice", ROW(choice), .type = OPTION_CHOICE,
	  .fallback = "one", .choices = "one|two|three" },
	{ .name = "numbers", ROW(numbers), .type = OPTION_NUMBERS, .min = 0,
	  .max = 9 },
	{ .name = "list", ROW(list), .type = OPTION_LIST },
	{ .name = "words", ROW(words), .type = OPTION_WORDS },
	{ .name = NULL }
};

static void check_target(const struct target *target)
{
	check(target->count >= -5 && target->count <= 1000);
	check(target->share >= 0 && target->share <= 1);
	check(strstr("one two three", target->choice));
	check(!target->list || target->list[strspn(target->list, ",")]);
	check(target->words.count <= 16);
	check(target->numbers.count <= 16);
	for (size_t i = 0; i < target->numbers.count; i++)
		check(target->numbers.value[i] >= 0 &&
		      target->numbers.value[i] <= 9);
}

static void print_help(void)
{
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);

	check(out);
	option_help(rows, out);
	fclose(out);
	check(length > 0);
	free(text);
}

FUZZ(option, "option/*.txt")
{
	char *copy = strndup(text, length);
	char *words[WORDS_MAX + 2] = { copy };
	struct target target = { 0 };
	struct reason why = { "" };
	char *rest = copy;
	int count = 0;
	int left;

	check(copy);
	while (count <= WORDS_MAX && rest)
		words[count++] = strsep(&rest, "\n");
	option_defaults(rows, &target);
	left = option_parse(rows, &target, count, words, &why);
	check(left < count);
	check(left >= 0 || why.text[0]);
	check_target(&target);
	print_help();
	free(copy);
}
