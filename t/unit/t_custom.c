/* t_custom.c: a user's own tool, from its JSON file to what it says. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "profilers/custom.h"
#include "unit.h"

#define HEAD "\"name\": \"own\", \"summary\": \"s\", \"kind\": [\"sampling\"], "
#define WRAP HEAD "\"apply\": \"wrap\", \"wrap\": [\"x\"]"

static struct profiler *parse(const char *members, struct reason *why)
{
	char *text = path_format("{%s}", members);
	struct json_object *json = json_tokener_parse(text);

	if (!json)
		fail_msg("the test is not JSON: %s", text);
	free(text);
	return custom_parse(json, why);
}

/* Members of a file that are refused, and what is said. */
static const struct {
	const char *members, *what;
} bad_files[] = {
	{ "\"name\": \"own\"", "summary: is missing" },
	{ WRAP ", \"wrpa\": 1", "wrpa: there is no such member; did "
				"you mean wrap?" },
	{ WRAP ", \"unit\": 7", "unit: a text expected, not a value of "
				"type int" },
	{ WRAP ", \"unit\": \"\"", "not empty" },
	{ WRAP ", \"env\": \"A=1\"", "env: a list of texts expected" },
	{ WRAP ", \"env\": [\"A=1\", 2]", "env[1]: a text expected" },
	{ WRAP ", \"env\": [\"A\"]", "env[0]: NAME=VALUE expected" },
	{ WRAP ", \"env\": []", "env: 1 to 40 texts expected" },
	{ WRAP ", \"attach\": [\"x\"]", "attach: goes with apply "
					"\"attach\" only" },
	{ HEAD "\"apply\": \"wrap\"", "wrap: is missing, with apply" },
	{ HEAD "\"apply\": \"attach\", \"attach\": [\"x\"]",
	  "attached: is missing" },
	{ HEAD "\"apply\": \"preload\"", "env: is missing" },
	{ HEAD "\"apply\": \"build\"", "flavour: is missing" },
	{ HEAD "\"apply\": \"none\"", "apply: build, preload, wrap" },
	{ HEAD "\"apply\": \"warp\"", "apply: one of none, build, "
				      "preload, wrap, attach expected, "
				      "not \"warp\"" },
	{ WRAP ", \"flavour\": \"fast\"", "flavour: one of plain, " },
	{ WRAP ", \"kind\": [\"guess\"]", "kind[0]: one of baseline, "
					  "sampling" },
	{ WRAP ", \"answers\": [\"all\"]", "answers[0]: one of calls" },
	{ WRAP ", \"requests_most\": 0.5", "whole number from 1" },
	{ WRAP ", \"estimates\": 1", "true or false expected" },
	{ WRAP ", \"scale\": 0", "above 0" },
	{ WRAP ", \"stop\": \"SIGKILL\"", "SIGINT or SIGTERM" },
	{ WRAP ", \"env\": [\"A={pid}\"]", "env[0]: {pid} is neither" },
	{ WRAP ", \"read\": \"nope\"", "read: folded, evidence-json" },
	{ WRAP ", \"read\": \"folded\"", "files: is missing" },
	{ WRAP ", \"read\": \"folded\", \"files\": \"x\"",
	  "unit: is missing" },
	{ WRAP ", \"unit\": \"u\", \"read\": \"folded\", \"files\": "
	       "\"x\", \"answers\": [\"calls\"]",
	  "stacks say cpu-function and stacks only" },
	{ WRAP ", \"read\": \"callgrind\", \"files\": \"x\"",
	  "files: does not go with read \"callgrind\"" },
	{ WRAP ", \"convert\": [\"x\"]", "read: is missing" },
	{ WRAP ", \"settings\": [{}]", "settings[0].name: is missing" },
	{ WRAP ", \"settings\": [{\"name\": \"out\", \"help\": \"h\", "
	       "\"default\": 1, \"min\": 1, \"max\": 2}]",
	  "settings[0].name: small letters" },
	{ WRAP ", \"settings\": [{\"name\": \"a\", \"help\": \"h\", "
	       "\"default\": 3, \"min\": 1, \"max\": 2}]",
	  "settings[0]: a takes a number from 1 to 2, not \"3\"" },
	{ WRAP ", \"settings\": [{\"name\": \"a\", \"help\": \"h\", "
	       "\"default\": 3, \"min\": 4}]",
	  "min, max: two numbers" },
	{ WRAP ", \"settings\": [{\"name\": \"a\", \"help\": \"h\", "
	       "\"default\": \"c\", \"choices\": [\"a/b\"]}]",
	  "settings[0].choices[0]: a word" },
	{ WRAP ", \"settings\": [{\"name\": \"a\", \"help\": \"h\", "
	       "\"default\": \"c\", \"choices\": [\"c\", null]}]",
	  "settings[0].choices[1]: a word" },
};

UNIT(custom_files_are_checked)
{
	for (size_t i = 0; i < sizeof(bad_files) / sizeof(*bad_files); i++) {
		struct reason why = { "" };

		if (parse(bad_files[i].members, &why))
			fail_msg("taken: %s", bad_files[i].members);
		if (!strstr(why.text, bad_files[i].what))
			fail_msg("%s: no \"%s\" in \"%s\"", bad_files[i].members,
				 bad_files[i].what, why.text);
	}
}

UNIT(custom_names_are_checked)
{
	static const char *const names[] = { "Own", "1own", "o wn", "o/wn",
					     "perf" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char *text = path_format("\"name\": \"%s\", \"summary\": \"s\", "
					 "\"kind\": [\"tracing\"], \"apply\": "
					 "\"build\", \"flavour\": \"nofp\"",
					 names[i]);
		struct reason why = { "" };

		if (parse(text, &why) || !strstr(why.text, "name: "))
			fail_msg("%s: %s", names[i], why.text);
		free(text);
	}
}

UNIT(folded_stacks_are_read)
{
	static const char text[] = "main;f;g 3\nmain;f 1\n\nmain;f;f 2.5\n";
	struct evidence e;
	struct reason why;

	evidence_init(&e);
	assert_int_equal(custom_folded(text, strlen(text), 2, &e, &why), 0);
	assert_true(evidence_function(&e, "g")->self == 6);
	assert_true(evidence_function(&e, "f")->self == 7);
	assert_true(evidence_function(&e, "f")->total == 13);
	assert_true(evidence_function(&e, "main")->total == 13);
	assert_true(evidence_stack(&e, "main;f;f")->weight == 5);
	evidence_release(&e);
}

UNIT(folded_stacks_refuse_what_they_are_not)
{
	static const char *const bad[] = { "main\n",   "main;f\n",  "main -1\n",
					   ";main 1\n", "a;;b 1\n",  "a; 1\n",
					   "a 1x\n",	"a nan\n",   " 1\n",
					   "a 1\nb\n" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct reason why = { "" };
		struct evidence e;

		evidence_init(&e);
		if (custom_folded(bad[i], strlen(bad[i]), 1, &e, &why) == 0)
			fail_msg("taken: %s", bad[i]);
		assert_non_null(strstr(why.text, "line "));
		evidence_release(&e);
	}
}
