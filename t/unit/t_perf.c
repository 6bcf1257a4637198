/* t_perf.c: perf's data and text are read right, or refused; and on a real run. */
#include <string.h>

#include "base/buf.h"
#include "golden.h"
#include "parser.h"
#include "profilers/perf_data.h"
#include "profilers/perf_script.h"
#include "unit.h"

static int check(const char *text, size_t length, struct evidence *evidence,
		 struct reason *why)
{
	(void)evidence;
	return perf_data_check(text, length, why);
}

static const struct parser data = { check, "perf/sample.data", 0 };
static const struct parser script = { perf_script_parse, "perf/sample.txt",
				      0 };

UNIT(perf_golden_sample)
{
	struct evidence e;
	struct reason why;
	struct buf bytes;

	buf_init(&bytes);
	golden_read("perf/sample.data", &bytes);
	if (parser_run(&data, bytes.text, bytes.len, &e, &why) < 0)
		fail_msg("%s", why.text);
	buf_release(&bytes);
	parser_golden(&script, "perf/sample");
}

UNIT(perf_data_that_is_not_whole_is_refused)
{
	parser_refuses(&data);
}

UNIT(perf_survives_damage)
{
	parser_survives(&data, 3000);
	parser_survives(&script, 3000);
}

/* What ends within a sample is refused; between two, perf would have failed. */
UNIT(perf_script_that_is_cut_is_refused)
{
	struct evidence e;
	struct reason why;
	struct buf text;

	buf_init(&text);
	golden_read("perf/sample.txt", &text);
	for (size_t length = 0; length < text.len; length++) {
		bool whole = length > 3 &&
			     (memcmp(text.text + length - 2, "\n\n", 2) == 0 ||
			      memcmp(text.text + length - 2, "#\n", 2) == 0 ||
			      memcmp(text.text + length - 3, "==\n", 3) == 0);

		if (parser_run(&script, text.text, length, &e, &why) == 0 &&
		    !whole)
			fail_msg("the first %zu bytes are taken", length);
		evidence_release(&e);
	}
	buf_release(&text);
}

#define HEAD                                                                   \
	"# ========\n# event : name = cycles:P, , { sample_period, "           \
	"sample_freq } = 1000, freq = 1, x\n# event : name = dummy:HG, "       \
	"sample_freq } = 1000\n# ========\n#\n"

UNIT(perf_counts_a_function_once_for_each_stack)
{
	static const char text[] = HEAD
		"  7    123 cycles:P: \n\t 10 f (/p)\n\t 20 f (/p)\n"
		"\t 30 main (/p)\n\n"
		"  8    123 cycles:P: \n\t 40 g(int, char) (/p)\n"
		"\t 30 main (/p)\n\n"
		"  8    123 cycles:P: \n\t 50 [unknown] (/lib/libc.so.6)\n\n"
		"  8    123 cycles:P: \n\n"
		"  7 PERF_RECORD_LOST lost 12\n"
		"  7 PERF_RECORD_LOST_SAMPLES lost 3\n";
	struct evidence e;
	struct reason why;

	if (parser_run(&script, text, sizeof(text) - 1, &e, &why) < 0)
		fail_msg("%s", why.text);
	assert_string_equal(e.note, "cycles, 1000 Hz");
	assert_true(e.samples == 4 && e.lost == 15 && e.unknown == 2);
	assert_int_equal(e.processes, 2);
	assert_true(evidence_function(&e, "f")->self == 0.001);
	assert_true(evidence_function(&e, "f")->total == 0.001);
	assert_true(evidence_function(&e, "main")->self == 0);
	assert_true(evidence_function(&e, "main")->total == 0.002);
	assert_true(evidence_stack(&e, "main;g(int, char)")->weight == 0.001);
	assert_true(evidence_stack(&e, "[libc.so.6]")->weight == 0.001);
	assert_true(evidence_stack(&e, "[unknown]")->weight == 0.001);
	evidence_release(&e);
}

UNIT(perf_refuses_damage)
{
	static const char *const bad[] = {
		HEAD "what\n\n",
		HEAD "7 what\n\n",
		HEAD "7 1 x\n\n",
		HEAD "7 1 x:\n\t 10\n\n",
		HEAD "7 1 x:\n\t 10 f\n\n",
		HEAD "7 1 x:\n\t 10 f (/p\n\n",
		HEAD "7 1 x:\n\t 10 f (/p)\n",
		HEAD "7 1 x:\n\t 10 f (/p)\n\n7",
		("# ========\n# event : name = x:P, sample_freq } = 0,\n"
		 "# ========\n"),
		"# ========\n# event : name = x:P,\n# ========\n",
		"# ========\n# ========\n#\n",
	};
	struct evidence e;
	struct reason why;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (parser_run(&script, bad[i], strlen(bad[i]), &e, &why) == 0)
			fail_msg("taken: %s", bad[i]);
		evidence_release(&e);
	}
}

/* No samples are an answer, and not the same as no data. */
UNIT(perf_without_samples_says_0)
{
	struct evidence e;
	struct reason why;

	assert_int_equal(parser_run(&script, HEAD, strlen(HEAD), &e, &why), 0);
	assert_true(e.samples == 0 && e.period == 0.001);
	assert_int_equal(e.function_count, 0);
	evidence_release(&e);
}

/* perf record -c 4 -e page-faults: a sample is four of them. */
UNIT(perf_counts_events_of_a_fixed_period)
{
	static const char text[] =
		"# ========\n# event : name = page-faults, , { sample_period, "
		"sample_freq } = 4, sample_type = IP|TID|CALLCHAIN|PERIOD, "
		"inherit = 1\n# ========\n#\n"
		"  7    4 page-faults: \n\t 10 f (/p)\n\n";
	struct evidence e;
	struct reason why;

	if (parser_run(&script, text, strlen(text), &e, &why) < 0)
		fail_msg("%s", why.text);
	assert_string_equal(e.unit, "page-faults");
	assert_string_equal(e.note, "page-faults, each 4, fp");
	assert_true(evidence_function(&e, "f")->self == 4);
	evidence_release(&e);
}

UNIT(perf_says_how_stacks_were_found)
{
	static const char text[] =
		"# ========\n# event : name = cpu-clock:pppH, , { sample_period, "
		"sample_freq } = 999, sample_type = IP|TID|CALLCHAIN|STACK_USER,"
		" freq = 1, sample_stack_user = 8192\n# ========\n#\n";
	struct evidence e;
	struct reason why;

	if (parser_run(&script, text, strlen(text), &e, &why) < 0)
		fail_msg("%s", why.text);
	assert_string_equal(e.note,
			    "cpu-clock, 999 Hz, dwarf 8192 B");
	evidence_release(&e);
}
