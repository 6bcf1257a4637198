/* t_bpftrace.c: bpftrace's counts are read right, or refused with a reason. */
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
	struct evidence e;
	struct reason why;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (parser_run(&file, bad[i], strlen(bad[i]), &e, &why) == 0)
			fail_msg("taken: %s", bad[i]);
		evidence_release(&e);
	}
}

/* Cut behind the frequency, it is a profile without samples. */
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
		"\"\\n\\t30 0x30 ([unknown])\\n\": 1, \"\": 2}}}\n";
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
				      "{\"@hz\": 50}}\n",
				      &e),
			 0);
	assert_true(e.samples == 0);
	evidence_release(&e);
	assert_int_equal(parse_stacks("{\"type\": \"map\", \"data\": "
				      "{\"@stacks\": {\"\": 1}}}\n",
				      &e),
			 -1);
	evidence_release(&e);
	assert_int_equal(parse_stacks("{\"type\": \"map\", \"data\": "
				      "{\"@hz\": 0}}\n",
				      &e),
			 -1);
	evidence_release(&e);
}
