/* t_option.c: option rows: parsing, defaults, and what is said about mistakes. */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/option.h"
#include "unit.h"

struct target {
	bool flag;
	long number;
	double share;
	const char *word, *choice, *list;
	struct numbers several;
	struct words words;
};

#define ROW(member) .offset = offsetof(struct target, member)

static const struct option_row rows[] = {
	{ .name = "flag", .letter = 'f', ROW(flag), .type = OPTION_FLAG,
	  .help = "" },
	{ .name = "number", .letter = 'n', ROW(number), .type = OPTION_LONG,
	  .value = "N", .fallback = "7", .min = -5, .max = 10, .help = "" },
	{ .name = "share", ROW(share), .type = OPTION_DOUBLE, .value = "X",
	  .min = 0, .max = 1, .help = "" },
	{ .name = "word", ROW(word), .type = OPTION_STRING, .value = "W",
	  .help = "" },
	{ .name = "choice", ROW(choice), .type = OPTION_CHOICE, .value = "C",
	  .choices = "one|two", .help = "" },
	{ .name = "list", ROW(list), .type = OPTION_LIST, .value = "A,B",
	  .help = "" },
	{ .name = "several", ROW(several), .type = OPTION_NUMBERS,
	  .value = "X", .min = 0, .max = 9, .help = "" },
	{ .name = "words", ROW(words), .type = OPTION_WORDS, .value = "W",
	  .help = "" },
	{ .name = NULL }
};

/* Parse WORDS (after a program name), NULL-terminated. */
static int parse(struct target *target, struct reason *why, char **words)
{
	int argc = 0;

	memset(target, 0, sizeof(*target));
	why->text[0] = '\0';
	option_defaults(rows, target);
	while (words[argc])
		argc++;
	return option_parse(rows, target, argc, words, why);
}

#define PARSE(...)                                                             \
	parse(&target, &why, (char *[]){ "program", __VA_ARGS__, NULL })

UNIT(options_fill_the_target)
{
	struct target target;
	struct reason why;

	assert_int_equal(PARSE("--flag", "a", "--number=-5", "--share", "0.25",
			       "--word=x", "b", "--choice", "two", "--several",
			       "1", "--several=2.5"),
			 2);
	assert_true(target.flag);
	assert_int_equal(target.number, -5);
	assert_true(target.share == 0.25);
	assert_string_equal(target.word, "x");
	assert_string_equal(target.choice, "two");
	assert_int_equal(target.several.count, 2);
	assert_true(target.several.value[1] == 2.5);
	assert_int_equal(PARSE("--words", "a", "--words=b,c"), 0);
	assert_int_equal(target.words.count, 2);
	assert_string_equal(target.words.word[1], "b,c");
	assert_int_equal(PARSE("-f", "-n", "3"), 0);
	assert_int_equal(target.number, 3);
}

UNIT(options_have_defaults_and_end_at_two_dashes)
{
	struct target target;
	struct reason why;

	assert_int_equal(PARSE("--", "--flag"), 1);
	assert_false(target.flag);
	assert_int_equal(target.number, 7);
}

UNIT(option_mistakes_are_named)
{
	struct target target;
	struct reason why;

	assert_int_equal(PARSE("--nunber", "1"), -1);
	assert_non_null(strstr(why.text, "did you mean --number"));
	assert_int_equal(PARSE("--number", "11"), -1);
	assert_non_null(strstr(why.text, "from -5 to 10"));
	assert_int_equal(PARSE("--number", "1x"), -1);
	assert_int_equal(PARSE("--number"), -1);
	assert_non_null(strstr(why.text, "needs a value"));
	assert_int_equal(PARSE("--share", "nan"), -1);
	assert_int_equal(PARSE("--choice", "three"), -1);
	assert_non_null(strstr(why.text, "one|two"));
	assert_int_equal(PARSE("--flag=1"), -1);
	assert_int_equal(PARSE("--several", "10"), -1);
	assert_int_equal(PARSE("-x"), -1);
}

UNIT(values_are_checked_by_their_row)
{
	struct reason why;
	char range[64];

	assert_int_equal(option_check(&rows[1], "10", &why), 0);
	assert_int_equal(option_check(&rows[1], "11", &why), -1);
	assert_string_equal(why.text,
			    "number takes a number from -5 to 10, not \"11\"");
	assert_int_equal(option_check(&rows[4], "two", &why), 0);
	assert_int_equal(option_check(&rows[4], "tw", &why), -1);
	option_range(&rows[1], range, sizeof(range));
	assert_string_equal(range, "a number from -5 to 10");
	option_range(&rows[4], range, sizeof(range));
	assert_string_equal(range, "one|two");
	option_range(&rows[3], range, sizeof(range));
	assert_string_equal(range, "any text");
}

UNIT(numbers_are_strict)
{
	static const char *const bad[] = { "",	 " 1", "+1", "1 ",
					   "0x1", "1e3", "-",  "one" };
	long value;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(parse_long(bad[i], &value), -1);
	assert_int_equal(parse_long("99999999999999999999", &value), -1);
	assert_int_equal(errno, ERANGE);
	assert_int_equal(parse_long("-12", &value), 0);
	assert_int_equal(value, -12);
}

UNIT(option_list_has_words)
{
	static char *const empty[] = { "", ",", ",,," };
	char *words[] = { "tare", "--list", ",a,b", NULL };
	struct target target;
	struct reason why;

	for (size_t i = 0; i < 3; i++) {
		char *none[] = { "tare", "--list", empty[i], NULL };

		assert_int_equal(parse(&target, &why, none), -1);
		assert_memory_equal(why.text, "--list names none", 17);
	}
	assert_int_equal(parse(&target, &why, words), 0);
	assert_string_equal(target.list, ",a,b");
}
