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
