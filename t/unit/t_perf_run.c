/* t_perf_run.c: perf, attached to a real process. */
#include <string.h>

#include "base/clock.h"
#include "scratch.h"
#include "unit.h"

/* fib(45) takes many seconds: 3.7 thousand million calls. */
static const char *const busy[] = { "return", "45", "1", "1",
				    "1",      "1",  "1", NULL };

/* Only where the kernel refuses: a package that is missing is a failure. */
static bool kernel_refuses(const struct profiler *perf)
{
	struct reason why;

	if (perf->probe(&why) < 0) {
		print_message("# not tested: %s\n", why.text);
		return true;
	}
	scratch_needs(perf);
	return false;
}

/* The samples account for the CPU time that was used, all in one function. */
UNIT(perf_attached_sees_what_runs)
{
	const struct profiler *perf = profiler_by_name("perf");
	struct evidence e;
	struct reason why;
	struct scratch s;

	if (kernel_refuses(perf))
		skip();
	scratch_init(&s, "-fno-omit-frame-pointer");
	if (scratch_attach(&s, perf, busy, 300 * NS_PER_MS, &why) < 0)
		fail_msg("%s", why.text);
	scratch_read(&s, perf, &e);
	assert_int_equal(e.processes, 1);
	assert_true(e.samples * e.period > 0.15);
	assert_true(evidence_function(&e, "fib")->self >
		    0.8 * e.samples * e.period);
	assert_string_equal(evidence_function(&e, "fib")->file,
			    "t/golden/sample.c");
	assert_non_null(strstr(e.note, "999 Hz"));
	evidence_release(&e);
	scratch_spoil(&s, perf, "perf.data");
	scratch_refuses(&s, perf, "no perf.data");
	scratch_release(&s);
}

/* A process that is gone is told with perf's own words. */
UNIT(perf_that_cannot_attach_is_told)
{
	static const char *const attach[] = { "perf", "record", "-o",
					      "{out}/perf.data", "-p",
					      "2147483647", NULL };
	struct profiler perf = *profiler_by_name("perf");
	struct reason why = { "" };
	struct scratch s;

	if (kernel_refuses(&perf))
		skip();
	perf.attach = attach;
	scratch_init(&s, NULL);
	assert_int_equal(scratch_attach(&s, &perf, busy, 1, &why), -1);
	assert_non_null(strstr(why.text, "perf did not attach"));
	scratch_release(&s);
}
