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
