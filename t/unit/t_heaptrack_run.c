/* t_heaptrack_run.c: heaptrack on real processes: exact, and told losses. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/buf.h"
#include "base/file.h"
#include "golden.h"
#include "sample.h"
#include "scratch.h"
#include "unit.h"

/* What was leaked in FUNCTION, over all its sites. */
static double leaked(const struct evidence *e, const char *function)
{
	double sum = 0;

	for (size_t i = 0; i < e->site_count; i++)
		if (strcmp(e->sites[i].function, function) == 0)
			evidence_add(&sum, e->sites[i].leaked_bytes);
	return sum;
}

static void expect_file(const char *dir, const char *start, const char *word)
{
	char *path = path_format("%s/%s", dir, start);
	struct reason why;
	struct buf text;

	buf_init(&text);
	if (file_read(path, &text, &why) < 0)
		fail_msg("%s", why.text);
	assert_non_null(strstr(text.text, word));
	buf_release(&text);
	free(path);
}

UNIT(heaptrack_is_exact_over_two_processes)
{
	const struct profiler *heaptrack = profiler_by_name("heaptrack");
	struct evidence e;
	struct scratch s;

	scratch_init(&s, NULL);
	sample_run_two(&s, heaptrack);
	sample_read_two(&s, heaptrack, &e);
	assert_true(leaked(&e, "list_push") == 0);
	assert_true(leaked(&e, "grow") == 0);
	assert_true(leaked(&e, "leak") == 400);
	assert_true(e.leaked_bytes >= 400);
	/* A stack of 101 deep and main does not fit: one allocation. */
	assert_true(e.truncated == 1);
	assert_string_equal(e.unit, "allocations");
	for (size_t i = 0; i < e.site_count; i++)
		if (strcmp(e.sites[i].function, "list_push") == 0)
			assert_string_equal(e.sites[i].file,
					    "t/golden/sample.c");
	expect_file(s.text, "allocations.txt", "list_push");
	evidence_release(&e);
	scratch_release(&s);
}

UNIT(heaptrack_read_refuses_lost_cut_and_foreign_files)
{
	const struct profiler *heaptrack = profiler_by_name("heaptrack");
	struct reason why;
	struct scratch s;
	struct buf whole;
	char *file;

	scratch_init(&s, NULL);
	scratch_refuses(&s, heaptrack, "no heaptrack.raw");
	sample_run_two(&s, heaptrack);
	file = scratch_find(&s, "heaptrack.raw.");
	buf_init(&whole);
	assert_int_equal(file_read(file, &whole, &why), 0);
	assert_int_equal(file_write(file, whole.text, whole.len / 2, &why), 0);
	scratch_refuses(&s, heaptrack, file);
	assert_int_equal(file_write(file, "", 0, &why), 0);
	scratch_refuses(&s, heaptrack, "empty");
	buf_clear(&whole);
	golden_read("heaptrack/lists.raw", &whole);
	assert_int_equal(file_write(file, whole.text, whole.len, &why), 0);
	scratch_refuses(&s, heaptrack, "it is of /build/sample");
	buf_release(&whole);
	free(file);
	scratch_release(&s);
}

UNIT(heaptrack_killed_process_is_told)
{
	static const char *const killed[] = { "kill", "5", "1", "3000",
					      "20",   "3", "9", NULL };
	const struct profiler *heaptrack = profiler_by_name("heaptrack");
	struct scratch s;

	scratch_init(&s, NULL);
	assert_int_equal(WTERMSIG(scratch_run(&s, heaptrack, killed)), SIGKILL);
	scratch_refuses(&s, heaptrack, "killed");
	scratch_release(&s);
}

/* heaptrack's own reader opens what we save, and counts the same. */
UNIT(heaptrack_print_agrees)
{
	const struct profiler *heaptrack = profiler_by_name("heaptrack");
	static const char *const args[] = { "return", "5", "1", "700",
					    "20",     "3", "9", NULL };
	char want[128];
	struct evidence e;
	struct reason why;
	struct scratch s;

	scratch_init(&s, NULL);
	assert_int_equal(scratch_run(&s, heaptrack, args), 0);
	evidence_init(&e);
	assert_int_equal(heaptrack->read(&s.capture, &e, &why), 0);
	snprintf(want, sizeof(want), "calls to allocation functions: %.0f (",
		 e.allocations);
	expect_file(s.text, "allocations.txt", want);
	evidence_release(&e);
	scratch_release(&s);
}
