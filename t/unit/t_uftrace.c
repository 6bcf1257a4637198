/* t_uftrace.c: uftrace's files are read right, or refused; and exact. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "golden.h"
#include "parser.h"
#include "profilers/uftrace_data.h"
#include "profilers/uftrace_text.h"
#include "scratch.h"
#include "unit.h"

static int parse_data(const char *text, size_t length,
		      struct evidence *evidence, struct reason *why)
{
	struct uftrace_counts counts = { 0 };

	(void)evidence;
	return uftrace_data_count(text, length, &counts, why);
}

static int parse_text(const char *text, size_t length,
		      struct evidence *evidence, struct reason *why)
{
	double calls;

	return uftrace_text_parse(text, length, evidence, &calls, why);
}

static const struct parser trace = { parse_data, "uftrace/sample.dat", 0 };
static const struct parser report = { parse_text, "uftrace/sample.txt", 0 };

UNIT(uftrace_golden_sample)
{
	struct uftrace_counts counts = { 0 };
	struct reason why;
	struct buf bytes;

	parser_golden(&report, "uftrace/sample");
	buf_init(&bytes);
	golden_read("uftrace/sample.dat", &bytes);
	if (uftrace_data_count(bytes.text, bytes.len, &counts, &why) < 0)
		fail_msg("%s", why.text);
	/* fib, is_even and is_odd, list_push, deep, leak; once each main, grow,
	 * list_free and sort_values; and order, which qsort calls. */
	assert_true(counts.entries == 109 + 22 + 30 + 21 + 3 + 4 + 92);
	assert_true(counts.exits == counts.entries && counts.lost == 0);
	buf_release(&bytes);
}

/* A cut between two records, or two rows, is told by the sum of the calls. */
UNIT(uftrace_refuses_what_ends_in_the_middle)
{
	struct evidence e;
	struct reason why;
	struct buf text;

	buf_init(&text);
	golden_read("uftrace/sample.dat", &text);
	for (size_t length = 0; length < text.len; length++) {
		int status = parser_run(&trace, text.text, length, &e, &why);

		assert_int_equal(status, length && length % 16 == 0 ? 0 : -1);
		evidence_release(&e);
	}
	buf_clear(&text);
	golden_read("uftrace/sample.txt", &text);
	for (size_t length = 0; length < text.len; length++) {
		if (parser_run(&report, text.text, length, &e, &why) == 0)
			assert_int_equal(text.text[length - 1], '\n');
		evidence_release(&e);
	}
	buf_release(&text);
}

UNIT(uftrace_survives_damage)
{
	parser_survives(&trace, 3000);
	parser_survives(&report, 3000);
}

#define HEAD "  Total time   Self time       Calls  Function\n  ====\n"

UNIT(uftrace_refuses_damage)
{
	static const char *const bad[] = {
		HEAD,
		HEAD "  1.000 us   1.000 us      1  \n",
		HEAD "  1.000 us   1.000 us      x  f\n",
		HEAD "  1.000 xs   1.000 us      1  f\n",
		HEAD "  1.000 us\n",
		HEAD "what\n",
		"  Total time   Self time       Calls\n",
		"  Total time   Self time       Calls  Function\n1 us 1 us 1 f\n",
	};
	static const char good[] = HEAD "  2.500 ms    1.500 us       3  f(int, "
					"char)\n  1.000  m   1.000  h   1  g\n";
	struct evidence e;
	struct reason why;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (parser_run(&report, bad[i], strlen(bad[i]), &e, &why) == 0)
			fail_msg("taken: %s", bad[i]);
		evidence_release(&e);
	}
	assert_int_equal(parser_run(&report, good, strlen(good), &e, &why), 0);
	assert_true(evidence_calls(&e, "f(int, char)") == 3);
	assert_true(evidence_function(&e, "g")->total == 60);
	assert_true(evidence_function(&e, "g")->self == 3600);
	evidence_release(&e);
}

/* fib(n) makes 2 F(n + 1) - 1 calls: 21891 for 20, 177 for 10. */
UNIT(uftrace_is_exact_over_two_processes)
{
	static const char *const one[] = { "return", "20", "7", "300",
					   "5",	     "3",  "9", NULL };
	static const char *const two[] = { "kill", "10", "2", "40",
					   "1",	   "0",	 "0", NULL };
	const struct profiler *uftrace = profiler_by_name("uftrace");
	struct evidence e;
	struct scratch s;

	scratch_needs(uftrace);
	scratch_init(&s, "-fpatchable-function-entry=5");
	scratch_refuses(&s, uftrace, "no uftrace.");
	assert_int_equal(scratch_run(&s, uftrace, one), 0);
	/* What has happened before a SIGKILL is there. */
	scratch_run(&s, uftrace, two);
	scratch_read(&s, uftrace, &e);
	assert_int_equal(e.processes, 2);
	assert_true(evidence_calls(&e, "fib") == 21891 + 177);
	assert_true(evidence_calls(&e, "is_even") == 4 + 2);
	assert_true(evidence_calls(&e, "is_odd") == 4 + 1);
	assert_true(evidence_calls(&e, "list_push") == 340);
	assert_true(evidence_calls(&e, "deep") == 10 + 1);
	assert_true(evidence_calls(&e, "order") >= 338);
	assert_true(e.lost == 0);
	assert_string_equal(evidence_function(&e, "fib")->file,
			    "t/golden/sample.c");
	evidence_release(&e);
	scratch_release(&s);
}

struct cut {
	const struct scratch *scratch;
	const struct profiler *profiler;
	size_t keep; /* bytes */
	const char *word;
};

/* Cut the trace in a directory of uftrace. */
static int cut_file(const char *path, void *data)
{
	const struct cut *cut = data;
	const char *name = strrchr(path, '/') + 1;
	struct reason why;
	struct buf bytes;

	if (*name < '0' || *name > '9')
		return 0;
	buf_init(&bytes);
	assert_int_equal(file_read(path, &bytes, &why), 0);
	assert_true(bytes.len > cut->keep);
	assert_int_equal(file_write(path, bytes.text, cut->keep, &why), 0);
	scratch_refuses(cut->scratch, cut->profiler, cut->word);
	assert_int_equal(file_write(path, bytes.text, bytes.len, &why), 0);
	buf_release(&bytes);
	return 0;
}

UNIT(uftrace_read_refuses_cut_files)
{
	static const char *const args[] = { "return", "10", "2", "40",
					    "1",      "0",  "0", NULL };
	const struct profiler *uftrace = profiler_by_name("uftrace");
	struct scratch s;
	char *directory;

	scratch_needs(uftrace);
	scratch_init(&s, "-fpatchable-function-entry=5");
	assert_int_equal(scratch_run(&s, uftrace, args), 0);
	directory = scratch_find(&s, "uftrace.");
	struct cut cuts[] = { { &s, uftrace, 0, "empty" },
			      { &s, uftrace, 163, "cut short" } };
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(dir_each(directory, cut_file, &cuts[i]), 0);
	free(directory);
	scratch_release(&s);
}
