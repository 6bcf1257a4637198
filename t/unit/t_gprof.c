/* t_gprof.c: what gprof prints is read right, or refused with a reason. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "golden.h"
#include "profilers/gprof_text.h"
#include "unit.h"

static int parse(const char *text, size_t length, struct evidence *evidence,
		 struct reason *why)
{
	/* A copy of its own, so that a read past the end is seen. */
	char *copy = malloc(length ? length : 1);
	int status;

	memcpy(copy, text, length);
	evidence_init(evidence);
	why->text[0] = '\0';
	status = gprof_text_parse(copy, length, evidence, why);
	free(copy);
	if (status < 0)
		assert_string_not_equal(why->text, "");
	return status;
}

static void compare(const char *name)
{
	char *txt = path_format("gprof/%s.txt", name);
	char *json = path_format("gprof/%s.json", name);
	struct evidence evidence;
	struct reason why;
	struct buf text;

	buf_init(&text);
	golden_read(txt, &text);
	if (parse(text.text, text.len, &evidence, &why) < 0)
		fail_msg("%s", why.text);
	golden_compare(json, &evidence);
	evidence_release(&evidence);
	buf_release(&text);
	free(txt);
	free(json);
}

UNIT(gprof_golden_samples)
{
	compare("recursion");
	compare("no_time");
	compare("names");
	compare("no_calls");
}

/* 2 F(37) - 1 calls, of which the flat profile shows one. */
UNIT(gprof_counts_recursive_calls_and_cycles)
{
	struct evidence e;
	struct reason why;
	struct buf text;

	buf_init(&text);
	golden_read("gprof/recursion.txt", &text);
	assert_int_equal(parse(text.text, text.len, &e, &why), 0);
	assert_true(evidence_calls(&e, "fib") == 48315633);
	assert_true(evidence_function(&e, "fib")->primitive == 1);
	assert_true(evidence_calls(&e, "is_even") == 501);
	assert_true(evidence_calls(&e, "is_odd") == 501);
	assert_true(evidence_calls(&e, "list_push") == 4000);
	assert_true(evidence_calls(&e, "deep") == 101);
	assert_true(isnan(evidence_function(&e, "main")->calls));
	assert_true(isnan(evidence_function(&e, "frame_dummy")->calls));
	assert_true(evidence_calls(&e, "order") == 0);
	assert_true(evidence_calls(&e, "<cycle 1 as a whole>") == 0);
	evidence_release(&e);
	buf_release(&text);
}

/* gprof pads, and never cuts, its columns. */
UNIT(gprof_reads_columns_of_any_width)
{
	static const char text[] =
		"Flat profile:\n\nEach sample counts as 0.01 seconds.\n"
		"  %   cumulative   self              self     total\n"
		" time   seconds   seconds    calls  ms/call  ms/call  name\n"
		"100.00 123456789.01 123456789.01 98765432109876 1.00 1.00 f\n"
		"  0.00 123456789.01 0.00 g(int, char) const\n\n"
		"\f\n\t\t\tCall graph\n\n"
		"[1]    100.0 123456789.01 0.00 98765432109876+4 f [1]\n"
		"[12345 0.0 0.00 0.00 g(int, char) const [123456]\n"
		"[13]     0.0    0.00    0.00 5 h <cycle 12> [13]\n"
		"\fIndex by function name\n";
	struct evidence e;
	struct reason why;

	assert_int_equal(parse(text, sizeof(text) - 1, &e, &why), 0);
	assert_true(evidence_calls(&e, "f") == 98765432109880.0);
	assert_true(evidence_function(&e, "f")->self == 123456789.01);
	assert_true(isnan(evidence_function(&e, "g(int, char) const")->calls));
	assert_true(evidence_calls(&e, "h") == 5);
	assert_int_equal(e.function_count, 3);
	evidence_release(&e);
}

/* Any beginning of a good text is refused, but for a whole flat profile. */
UNIT(gprof_refuses_a_text_cut_short)
{
	struct evidence e;
	struct reason why;
	struct buf text;
	size_t graph, index;

	buf_init(&text);
	golden_read("gprof/recursion.txt", &text);
	graph = gprof_text_graph(text.text, text.len);
	index = (size_t)(strstr(text.text, "Index by function name") -
			 text.text);
	assert_true(graph > 0 && graph < index);
	for (size_t length = 0; length < index; length++) {
		int status = parse(text.text, length, &e, &why);

		if (length > graph + strlen("\t\t\tCall graph\n"))
			assert_int_equal(status, -1);
		if (status == 0)
			assert_int_equal(text.text[length - 1], '\n');
		assert_true(isnan(evidence_calls(&e, "fib")) || status < 0);
		evidence_release(&e);
	}
	buf_release(&text);
}

UNIT(gprof_refuses_foreign_text)
{
	static const char *const foreign[] = {
		"",
		"\n",
		"\177ELF\2\1\1",
		"\211PNG\r\n\032\n",
		"Flat profile:",
		"Flat profile:\n",
		"Flat profile:\n\nEach sample counts as\n",
		"Flat profile:\n\nEach sample counts as 0.00 seconds.\n",
		"Flat profile:\nEach sample counts as 0.01 seconds.\n",
		("Flat profile:\nEach sample counts as 0.01 seconds.\n"
		 " time   seconds   seconds\n  what is this\n"),
	};
	struct evidence e;
	struct reason why;

	for (size_t i = 0; i < sizeof(foreign) / sizeof(*foreign); i++) {
		assert_int_equal(
			parse(foreign[i], strlen(foreign[i]), &e, &why), -1);
		evidence_release(&e);
	}
}

/* Damage in any place is refused or read as something sane; it never crashes.
 */
UNIT(gprof_survives_damage)
{
	uint64_t random = 20240229;
	struct evidence e;
	struct reason why;
	struct buf text;

	buf_init(&text);
	golden_read("gprof/no_time.txt", &text);
	for (int i = 0; i < 3000; i++) {
		size_t at = golden_random(&random) % text.len;
		char was = text.text[at];

		text.text[at] = (char)golden_random(&random);
		if (parse(text.text, text.len, &e, &why) == 0)
			assert_in_range(e.function_count, 1, 30);
		evidence_release(&e);
		/* Half of the damage stays and adds up. */
		if (i % 2)
			text.text[at] = was;
		if (i % 100 == 99) {
			buf_clear(&text);
			golden_read("gprof/no_time.txt", &text);
		}
	}
	buf_release(&text);
}
