/* t_gprof_run.c: gprof on real processes: exact counts, and told losses. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/buf.h"
#include "base/file.h"
#include "golden.h"
#include "scratch.h"
#include "unit.h"

static void run_two(const struct scratch *s, const struct profiler *gprof)
{
	static const char *const one[] = { "return", "20", "7", "300",
					   "5",	     "3",  "9", NULL };
	static const char *const two[] = { "return", "10", "2", "40",
					   "1",	     "0",  "0", NULL };

	assert_int_equal(scratch_run(s, gprof, one), 0);
	assert_int_equal(scratch_run(s, gprof, two), 0);
}

/* fib(n) makes 2 F(n + 1) - 1 calls: 21891 for 20, 177 for 10. */
UNIT(gprof_is_exact_over_two_processes)
{
	const struct profiler *gprof = profiler_by_name("gprof");
	struct evidence e;
	struct reason why;
	struct scratch s;
	struct buf stats;
	char *path;

	scratch_init(&s, "-pg");
	run_two(&s, gprof);
	evidence_init(&e);
	if (gprof->read(&s.capture, &e, &why) < 0)
		fail_msg("%s", why.text);
	assert_int_equal(e.processes, 2);
	assert_true(evidence_calls(&e, "fib") == 21891 + 177);
	assert_true(evidence_function(&e, "fib")->primitive == 2);
	assert_true(evidence_calls(&e, "is_even") == 4 + 2);
	assert_true(evidence_calls(&e, "is_odd") == 4 + 1);
	assert_true(evidence_calls(&e, "list_push") == 340);
	assert_true(evidence_calls(&e, "grow") == 2);
	assert_true(evidence_calls(&e, "leak") == 3);
	assert_true(evidence_calls(&e, "deep") == 10 + 1);
	/* qsort calls it, so nobody counts it. */
	assert_true(evidence_calls(&e, "order") == 0);
	assert_true(e.period == 0.01);
	assert_true(e.samples >= 0 && e.samples < 100);
	assert_string_equal(evidence_function(&e, "fib")->file,
			    "t/golden/sample.c");
	assert_true(evidence_function(&e, "fib")->line > 1);

	path = path_format("%s/gprof_stats.txt", s.text);
	buf_init(&stats);
	assert_int_equal(file_read(path, &stats, &why), 0);
	assert_non_null(strstr(stats.text, "  22068/2 "));
	buf_release(&stats);
	free(path);
	evidence_release(&e);
	scratch_release(&s);
}

/* With the first LENGTH of BYTES for FILE, reading must fail, and say WORD. */
static void refuse(const struct scratch *s, const char *file,
		   const struct buf *bytes, size_t length, const char *word)
{
	const struct profiler *gprof = profiler_by_name("gprof");
	struct evidence e;
	struct reason why;

	assert_int_equal(file_write(file, bytes->text, length, &why), 0);
	evidence_init(&e);
	assert_int_equal(gprof->read(&s->capture, &e, &why), -1);
	if (!strstr(why.text, word))
		fail_msg("\"%s\" does not say \"%s\"", why.text, word);
	evidence_release(&e);
}

UNIT(gprof_read_refuses_lost_cut_and_foreign_files)
{
	const struct profiler *gprof = profiler_by_name("gprof");
	struct evidence e;
	struct reason why;
	struct scratch s;
	struct buf whole;
	char *file;

	scratch_init(&s, "-pg");
	evidence_init(&e);
	assert_int_equal(gprof->read(&s.capture, &e, &why), -1);
	assert_non_null(strstr(why.text, "no gmon.out"));

	run_two(&s, gprof);
	file = scratch_find(&s, "gmon.out");
	buf_init(&whole);
	assert_int_equal(file_read(file, &whole, &why), 0);
	refuse(&s, file, &whole, 0, "empty");
	refuse(&s, file, &whole, 15, "cut short");
	refuse(&s, file, &whole, whole.len - 5, file);

	/* A callee where no function is: gprof drops the call and says nothing.
	 */
	memset(whole.text + whole.len - 12, 0, 8);
	refuse(&s, file, &whole, whole.len, " calls of ");

	/* Of a program of another size: gprof alone would take it. */
	buf_clear(&whole);
	golden_read("gprof/no_time.gmon", &whole);
	whole.text[30] = 0x20;
	refuse(&s, file, &whole, whole.len, "another program");
	buf_release(&whole);
	free(file);
	scratch_release(&s);
}

UNIT(gprof_killed_process_leaves_nothing_and_is_told)
{
	static const char *const killed[] = { "kill", "5", "1", "1",
					      "1",    "1", "1", NULL };
	const struct profiler *gprof = profiler_by_name("gprof");
	struct evidence e;
	struct reason why;
	struct scratch s;

	scratch_init(&s, "-pg");
	assert_int_equal(WTERMSIG(scratch_run(&s, gprof, killed)), SIGKILL);
	evidence_init(&e);
	assert_int_equal(gprof->read(&s.capture, &e, &why), -1);
	assert_non_null(strstr(why.text, "killed"));
	scratch_release(&s);
}
