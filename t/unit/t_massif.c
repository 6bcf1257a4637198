/* t_massif.c: massif's file is read right, or refused; and near the truth. */
#include <string.h>

#include "base/buf.h"
#include "golden.h"
#include "parser.h"
#include "profilers/massif_file.h"
#include "scratch.h"
#include "unit.h"

static int parse(const char *text, size_t length, struct evidence *evidence,
		 struct reason *why)
{
	return massif_parse(text, length, "/build/", evidence, why);
}

static struct parser massif_file = { parse, "massif/sample.txt", 0 };

UNIT(massif_golden_samples)
{
	parser_golden(&massif_file, "massif/sample");
	parser_golden(&massif_file, "massif/small");
}

/* What comes after the peak is not needed, and may be missing. */
UNIT(massif_refuses_what_ends_before_the_peak)
{
	struct buf text;

	buf_init(&text);
	golden_read("massif/sample.txt", &text);
	massif_file.spare =
		strlen(strstr(strstr(text.text, "heap_tree=peak"), "#---"));
	parser_refuses(&massif_file);
	buf_release(&text);
}

UNIT(massif_survives_damage)
{
	parser_survives(&massif_file, 3000);
}

#define HEAD "desc: x\nsnapshot=0\nmem_heap_B=9\nheap_tree=peak\n"

UNIT(massif_refuses_damage)
{
	static const char *const bad[] = {
		"desc: x\nmem_heap_B=9\nheap_tree=detailed\nn0: 9 (heap)\n",
		"desc: x\nmem_heap_B=\nheap_tree=peak\nn0: 9 (heap)\n",
		HEAD "n0: 8 (heap)\n",
		HEAD "n1: 9 (heap)\n",
		HEAD "n1: 9 (heap)\n n0: 8 0x1: f (a.c:1)\n",
		HEAD "n1: 9 (heap)\nn0: 9 0x1: f (a.c:1)\n",
		HEAD "n1: 9 (heap)\n n0: 9 what\n",
		HEAD "n1: 9 (heap)\n n0: 9 0x1: f (a.c)\n",
		HEAD "n1: 9 (heap)\n n0: 9 0x1: f (a.c:1\n",
		HEAD "n1: 9 (heap)\n n0: 9 0x1: f (a.c:1)",
		HEAD "n9999999: 9 (heap)\n n0: 9 0x1: f (a.c:1)\n",
	};
	static const char good[] =
		HEAD "n2: 9 (heap)\n n0: 7 0x1: f (/build/a.c:1)\n"
		     " n0: 2 in 3 places, all below massif's threshold\n";
	struct evidence e;
	struct reason why;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (parser_run(&massif_file, bad[i], strlen(bad[i]), &e,
			       &why) == 0)
			fail_msg("taken: %s", bad[i]);
		evidence_release(&e);
	}
	assert_int_equal(parser_run(&massif_file, good, strlen(good), &e, &why),
			 0);
	assert_true(evidence_site(&e, "f", "a.c", 1)->peak_bytes == 7);
	assert_true(e.peak_bytes == 9 && isnan(e.allocations));
	evidence_release(&e);
}

/* 700 nodes of 16 bytes and a copy of as many numbers, in which qsort sorts;
 * within the 1 % that massif promises. */
UNIT(massif_finds_the_peak)
{
	static const char *const args[] = { "return", "5", "1", "700",
					    "3",      "3", "9", NULL };
	const struct profiler *massif = profiler_by_name("massif");
	struct evidence e;
	struct scratch s;

	scratch_init(&s, NULL);
	scratch_refuses(&s, massif, "no massif.out.");
	assert_int_equal(scratch_run(&s, massif, args), 0);
	scratch_read(&s, massif, &e);
	assert_int_equal(e.processes, 1);
	assert_true(fabs(e.peak_bytes - 16800) <= 168);
	assert_true(e.site_count >= 2);
	assert_string_equal(e.sites[0].function, "list_push");
	assert_string_equal(e.sites[0].file, "t/golden/sample.c");
	assert_string_equal(e.sites[1].function, "sort_values");
	assert_true(e.sites[1].peak_bytes == 5600);
	evidence_release(&e);
	scratch_spoil(&s, massif, "massif.out.");
	scratch_release(&s);
}
