/* t_callgrind_run.c: callgrind on real processes: exact, and told losses. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/file.h"
#include "base/proc.h"
#include "scratch.h"
#include "unit.h"

static const char *const one[] = { "return", "20", "7", "300",
				   "5",	     "3",  "9", NULL };
static const char *const two[] = { "return", "10", "2", "40",
				   "1",	     "0",  "0", NULL };

/* The real reader opens what we keep. */
static void expect_annotate(const struct scratch *s)
{
	char *kept = scratch_find(s, "callgrind.out.");
	char *path = path_format("%s/%s", s->text, strrchr(kept, '/') + 1);
	const char *const argv[] = { "callgrind_annotate", "--auto=no", path,
				     NULL };
	struct reason why;
	struct buf text;

	buf_init(&text);
	if (proc_run(argv, &text, &why) < 0)
		fail_msg("%s", why.text);
	assert_non_null(strstr(text.text, "PROGRAM TOTALS"));
	assert_non_null(strstr(text.text, "sample.c:fib"));
	buf_release(&text);
	free(path);
	free(kept);
}

/* fib(n) makes 2 F(n + 1) - 1 calls: 21891 for 20, 177 for 10. */
UNIT(callgrind_is_exact_over_two_processes)
{
	const struct profiler *callgrind = profiler_by_name("callgrind");
	struct evidence e;
	struct scratch s;

	scratch_init(&s, NULL);
	assert_int_equal(scratch_run(&s, callgrind, one), 0);
	assert_int_equal(scratch_run(&s, callgrind, two), 0);
	scratch_read(&s, callgrind, &e);
	assert_int_equal(e.processes, 2);
	assert_string_equal(e.unit, "instructions");
	assert_true(evidence_calls(&e, "fib") == 21891 + 177);
	assert_true(evidence_function(&e, "fib")->primitive == 2);
	assert_true(evidence_calls(&e, "is_even") == 4 + 2);
	assert_true(evidence_calls(&e, "is_odd") == 4 + 1);
	assert_true(evidence_calls(&e, "list_push") == 340);
	assert_true(evidence_calls(&e, "deep") == 10 + 1);
	/* Sorting 300 and 40 values takes at least one comparison each. */
	assert_true(evidence_calls(&e, "order") >= 338);
	assert_string_equal(evidence_function(&e, "fib")->file,
			    "t/golden/sample.c");
	expect_annotate(&s);
	evidence_release(&e);
	scratch_release(&s);
}

UNIT(callgrind_read_refuses_lost_cut_and_foreign_files)
{
	const struct profiler *callgrind = profiler_by_name("callgrind");
	struct scratch s;

	scratch_init(&s, NULL);
	scratch_refuses(&s, callgrind, "no callgrind.out.");
	assert_int_equal(scratch_run(&s, callgrind, two), 0);
	scratch_spoil(&s, callgrind, "callgrind.out.");
	scratch_release(&s);
}

/* valgrind sees that signal coming, and writes before it lets go. */
UNIT(callgrind_is_whole_of_a_process_that_kills_itself)
{
	static const char *const killed[] = { "kill", "5", "1", "1",
					      "1",    "1", "1", NULL };
	const struct profiler *callgrind = profiler_by_name("callgrind");
	struct evidence e;
	struct scratch s;

	scratch_init(&s, NULL);
	assert_int_equal(WTERMSIG(scratch_run(&s, callgrind, killed)), SIGKILL);
	scratch_read(&s, callgrind, &e);
	assert_true(evidence_calls(&e, "fib") == 15);
	evidence_release(&e);
	scratch_release(&s);
}
