/* t_bpftrace.c: bpftrace's counts are read right, or refused with a reason. */
#include <stdio.h>
#include <string.h>

#include "parser.h"
#include "profilers/bpftrace_file.h"
#include "unit.h"

/* Without the newline at its end it is whole. */
static const struct parser file = { bpftrace_parse, "bpftrace/memory.txt", 1 };

UNIT(bpftrace_golden_sample)
{
	parser_golden(&file, "bpftrace/memory");
}

UNIT(bpftrace_refuses_what_is_not_whole)
{
	parser_refuses(&file);
}

UNIT(bpftrace_survives_damage)
{
	parser_survives(&file, 3000);
}

UNIT(bpftrace_refuses_damage)
{
	static const char *const bad[] = {
		"{\"type\": \"attached_probes\", \"data\": {\"probes\": 1}}\n",
		"{\"type\": \"map\"}\n",
		"{\"type\": \"map\", \"data\": 7}\n",
		"{\"type\": \"map\", \"data\": {\"@other\": {\"f\": 1}}}\n",
		"{\"type\": \"map\", \"data\": {\"@calls\": 1}}\n",
		"{\"type\": \"map\", \"data\": {\"@calls\": {\"f\": -1}}}\n",
		"{\"type\": \"map\", \"data\": {\"@calls\": {\"f\": \"1\"}}}\n",
		"{\"type\": \"map\", \"data\": {\"@calls\": {\"f\": 1}}}\n{\n",
	};
	static const char watched[] =
		"{\"type\": \"map\", \"data\": {\"@watched\": 1}}\n";
	struct evidence e;
	struct reason why;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		bool counts = strstr(bad[i], "@calls") != NULL;
		char text[512];

		/* Damage in the counts is seen although all ends well. */
		snprintf(text, sizeof(text), "%s%s", bad[i],
			 counts ? watched : "");
		if (parser_run(&file, text, strlen(text), &e, &why) == 0)
			fail_msg("taken: %s", text);
		evidence_release(&e);
	}
}

/* Asked meanwhile it prints all so far, and at its end all once more. */
UNIT(bpftrace_newest_map_counts)
{
	static const char text[] =
		"{\"type\": \"map\", \"data\": {\"@watched\": 1}}\n"
		"{\"type\": \"map\", \"data\": {\"@calls\": "
		"{\"uprobe:/a:f\": 1}}}\n"
		"{\"type\": \"map\", \"data\": {\"@watched\": 1}}\n"
		"{\"type\": \"map\", \"data\": {\"@calls\": "
		"{\"uprobe:/a:f\": 3}}}\n"
		"{\"type\": \"map\", \"data\": {\"@watched\": 1}}\n";
	struct evidence e;
	struct reason why;

	assert_int_equal(parser_run(&file, text, strlen(text), &e, &why), 0);
	assert_true(evidence_calls(&e, "f") == 3);
	evidence_release(&e);
	/* Until something is called there is no map of calls. */
	assert_int_equal(parser_run(&file, text,
				    strcspn(text, "\n") + 1, &e, &why),
			 0);
	assert_int_equal(e.function_count, 0);
	evidence_release(&e);
}

#define WATCHED "{\"type\": \"map\", \"data\": {\"@watched\": 1}}\n"

static const struct parser stacks = { bpftrace_parse, "bpftrace/stacks.txt",
				      0 };

UNIT(bpftrace_stacks_golden_sample)
{
	parser_golden(&stacks, "bpftrace/stacks");
}

UNIT(bpftrace_stacks_survive_damage)
{
	parser_survives(&stacks, 2000);
}

static int parse_stacks(const char *text, struct evidence *e)
{
	struct reason why;

	return parser_run(&stacks, text, strlen(text), e, &why);
}

UNIT(bpftrace_stacks_are_seconds)
{
	static const char text[] =
		"{\"type\": \"map\", \"data\": {\"@hz\": 50}}\n"
		"{\"type\": \"map\", \"data\": {\"@stacks\": {"
		"\"\\n\\t10 f+2 (/a)\\n\\t20 main+1 (/a)\\n\": 3, "
		"\"\\n\\t30 0x30 ([unknown])\\n\": 1, \"\": 2}}}\n" WATCHED;
	struct evidence e;

	assert_int_equal(parse_stacks(text, &e), 0);
	assert_true(e.samples == 6);
	assert_true(e.unknown == 3);
	assert_string_equal(e.note, "cpu-clock, 50 Hz, fp");
	assert_true(evidence_stack(&e, "main;f")->weight == 3 / 50.0);
	assert_true(evidence_function(&e, "f")->self == 3 / 50.0);
	evidence_release(&e);
	/* Nothing ran: no stack, and that is an answer. */
	assert_int_equal(parse_stacks("{\"type\": \"map\", \"data\": "
				      "{\"@hz\": 50}}\n" WATCHED,
				      &e),
			 0);
	assert_true(e.samples == 0);
	evidence_release(&e);
	assert_int_equal(parse_stacks("{\"type\": \"map\", \"data\": "
				      "{\"@stacks\": {\"\": 1}}}\n" WATCHED,
				      &e),
			 -1);
	evidence_release(&e);
	assert_int_equal(parse_stacks("{\"type\": \"map\", \"data\": "
				      "{\"@hz\": 0}}\n" WATCHED,
				      &e),
			 -1);
	evidence_release(&e);
}

/* As many samples as have it, not one for each different stack. */
UNIT(bpftrace_stacks_that_are_cut_are_counted_by_samples)
{
	struct evidence e;
	struct buf text;

	buf_init(&text);
	buf_adds(&text, "{\"type\": \"map\", \"data\": {\"@hz\": 50}}\n"
			"{\"type\": \"map\", \"data\": {\"@stacks\": {\"");
	for (unsigned i = 0; i < 127; i++)
		buf_addf(&text, "\\n\\t%x f%u+2 (/a)", i + 1, i);
	buf_adds(&text, "\\n\": 9, \"\\n\\t10 f+2 (/a)\\n\": 4}}}\n" WATCHED);
	assert_int_equal(parse_stacks(text.text, &e), 0);
	assert_true(e.samples == 13);
	assert_true(e.truncated == 9);
	evidence_release(&e);
	buf_release(&text);
}
