/* checks.c: what looks at a tool's own file before the tool is asked. */
#include <stdlib.h>

#include "fuzz.h"
#include "profilers/gmon.h"
#include "profilers/heaptrack_raw.h"
#include "profilers/perf_data.h"
#include "profilers/uftrace_data.h"

FUZZ(gmon, "gprof/*.gmon")
{
	struct reason why = { "" };
	struct gmon gmon;

	if (gmon_parse(text, length, &gmon, &why) == 0)
		check(gmon.low < gmon.high && gmon.rate > 0);
	else
		check(why.text[0]);
}

FUZZ(heaptrack_raw, "heaptrack/*.raw")
{
	struct reason why = { "" };
	char *program;
	int status = heaptrack_raw_check(text, length, false, &program, &why);

	check(status == 0 ? program != NULL : !program && why.text[0]);
	free(program);
}

FUZZ(perf_data, "perf/*.data")
{
	struct reason why = { "" };

	check(perf_data_check(text, length, &why) == 0 || why.text[0]);
}

FUZZ(uftrace_data, "uftrace/*.dat")
{
	struct uftrace_counts counts = { 0, 0, 0 };
	struct reason why = { "" };

	if (uftrace_data_count(text, length, &counts, &why) < 0)
		check(why.text[0]);
	check(counts.entries >= 0 && counts.exits >= 0 && counts.lost >= 0);
}
