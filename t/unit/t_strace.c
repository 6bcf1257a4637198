/* t_strace.c: strace's summary is read right, or refused with a reason. */
#include <string.h>

#include "parser.h"
#include "profilers/strace_text.h"
#include "unit.h"

static const struct parser text = { strace_text_parse, "strace/cat.txt", 0 };

UNIT(strace_golden_sample)
{
	parser_golden(&text, "strace/cat");
}

UNIT(strace_refuses_what_is_not_whole)
{
	parser_refuses(&text);
}

UNIT(strace_survives_damage)
{
	parser_survives(&text, 3000);
}

#define HEAD "    calls     seconds    errors syscall\n-----\n"

UNIT(strace_refuses_damage)
{
	static const char *const bad[] = {
		HEAD,
		HEAD " 3 0.1 read\n",
		HEAD " 3 0.1 read\n----\n",
		HEAD " 3 0.1 read\n----\n 4 0.1 total\n",
		HEAD " 3 0.1 read\n----\n 3 0.1 sum\n",
		HEAD " 3 0.1 read\n----\n 3 0.1 total",
		HEAD " x 0.1 read\n----\n 3 0.1 total\n",
		HEAD " 3 0.1 1 read 7\n----\n 3 0.1 total\n",
		HEAD " 3 0.1\n----\n 3 0.1 total\n",
	};
	static const char good[] =
		HEAD " 3 0.1 2 read\n 4 0.2 write\n----\n 7 0.3 2 total\n";
	struct evidence e;
	struct reason why;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (parser_run(&text, bad[i], strlen(bad[i]), &e, &why) == 0)
			fail_msg("taken: %s", bad[i]);
		evidence_release(&e);
	}
	assert_int_equal(parser_run(&text, good, strlen(good), &e, &why), 0);
	assert_true(evidence_calls(&e, "read") == 3);
	assert_true(evidence_function(&e, "write")->self == 0.2);
	evidence_release(&e);
}
