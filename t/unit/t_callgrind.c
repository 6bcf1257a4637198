/* t_callgrind.c: callgrind's file is read right, or refused with a reason. */
#include <string.h>

#include "parser.h"
#include "profilers/callgrind_file.h"
#include "unit.h"

static int parse(const char *text, size_t length, struct evidence *evidence,
		 struct reason *why)
{
	return callgrind_parse(text, length, "/build/", evidence, why);
}

/* Without the newline at its end, the last number may still be whole. */
static const struct parser callgrind = { parse, "callgrind/sample.txt", 1 };

UNIT(callgrind_golden_sample)
{
	parser_golden(&callgrind, "callgrind/sample");
}

/* Counts were zeroed as deep began: what ran then goes on, and is not called again. */
UNIT(callgrind_counts_from_where_it_was_zeroed)
{
	parser_golden(&callgrind, "callgrind/zeroed");
}

/* Dumped as is_odd began: both parts are one run. */
UNIT(callgrind_adds_up_the_parts_of_a_file)
{
	parser_golden(&callgrind, "callgrind/parts");
}

/* With addresses and jumps: the same evidence as without. */
UNIT(callgrind_passes_over_addresses_and_jumps)
{
	parser_golden(&callgrind, "callgrind/jumps");
}

UNIT(callgrind_refuses_what_is_not_whole)
{
	parser_refuses(&callgrind);
}

UNIT(callgrind_survives_damage)
{
	parser_survives(&callgrind, 2000);
}

#define HEAD                                                                   \
	"# callgrind format\nversion: 1\npositions: line\nevents: Ir\n"        \
	"summary: 9\n\n"

#define PART                                                                   \
	"\npart: 2\n\npositions: line\nevents: Ir\nsummary: 5\n\n"

static int read_text(const char *text, struct evidence *evidence)
{
	struct reason why;

	return parser_run(&callgrind, text, strlen(text), evidence, &why);
}

/* main calls f once, at a cost of 60; f calls itself 3 times, within that. */
UNIT(callgrind_counts_calls_of_a_function_to_itself)
{
	static const char text[] = HEAD
		"fl=(1) /build/a.c\nfn=(1) main\n10 40\ncfn=(2) f\n"
		"calls=1 20\n+2 60\n\nfn=(2)\n20 10\ncfn=(3) f'2\n"
		"calls=1 *\n* 50\n\nfn=(3)\n20 50\ncfn=(3)\ncalls=2 *\n* 90\n\n"
		"totals: 100\n";
	struct evidence e;

	assert_int_equal(read_text(text, &e), 0);
	assert_true(evidence_calls(&e, "f") == 4);
	assert_true(evidence_function(&e, "f")->primitive == 1);
	assert_true(evidence_function(&e, "f")->total == 60);
	assert_true(evidence_function(&e, "f")->self == 60);
	assert_true(isnan(evidence_function(&e, "main")->calls));
	assert_true(evidence_function(&e, "main")->total == 100);
	assert_true(evidence_line(&e, "a.c", 20)->self == 60);
	assert_string_equal(evidence_line(&e, "a.c", 20)->function, "f");
	assert_true(isnan(evidence_line(&e, "a.c", 12)->self));
	evidence_release(&e);
}

/*
 * A signal came while f ran, and its handler calls f, which costs 7 each time. g is
 * entered again from h, which it has called: a recursion.
 */
UNIT(callgrind_calls_of_a_signal_handler_are_no_recursion)
{
	static const char text[] = HEAD
		"fl=(1) /build/a.c\nfn=(1) main\n10 1\ncfn=(2) f\n"
		"calls=1 20\n* 17\n\nfn=(2)\n20 7\ncfn=(3) g\n"
		"calls=1 30\n* 10\n\nfn=(3)\n30 4\ncfn=(4) h\n"
		"calls=1 40\n* 6\n\nfn=(4)\n40 1\ncfn=(5) g'2\n"
		"calls=1 30\n* 5\n\nfn=(5)\n30 5\n\n"
		"fn=(6) on_stop\n50 2\ncfn=(7) f'2\ncalls=1 20\n* 7\n\n"
		"fn=(7)\n20 7\n\ntotals: 27\n";
	struct evidence e;

	assert_int_equal(read_text(text, &e), 0);
	assert_true(evidence_calls(&e, "f") == 2);
	assert_true(evidence_function(&e, "f")->primitive == 2);
	assert_true(evidence_function(&e, "f")->self == 14);
	assert_true(evidence_function(&e, "f")->total == 24);
	assert_true(evidence_calls(&e, "g") == 2);
	assert_true(evidence_function(&e, "g")->primitive == 1);
	assert_true(evidence_function(&e, "g")->total == 10);
	assert_true(evidence_function(&e, "on_stop")->total == 9);
	evidence_release(&e);
}

/* main had called f when counting began; g is new. */
UNIT(callgrind_costs_of_a_call_from_before_are_no_call)
{
	static const char text[] = HEAD
		"fl=(1) /build/a.c\nfn=(1) main\n10 1\ncfn=(2) f\n"
		"calls=0 20\n* 17\ncfn=(3) g\ncalls=1 30\n+1 4\n\nfn=(2)\n"
		"20 17\n\nfn=(3)\n30 4\n\ntotals: 22\n";
	struct evidence e;

	assert_int_equal(read_text(text, &e), 0);
	assert_true(evidence_calls(&e, "f") == 0);
	assert_true(evidence_function(&e, "f")->total == 17);
	assert_true(evidence_calls(&e, "g") == 1);
	assert_true(evidence_function(&e, "main")->total == 22);
	assert_true(evidence_line(&e, "a.c", 10)->self == 1);
	assert_true(evidence_line(&e, "a.c", 10)->calls == 0);
	assert_true(evidence_line(&e, "a.c", 11)->calls == 1);
	evidence_release(&e);
}

/* As with --compress-strings=no. */
UNIT(callgrind_reads_names_that_are_not_compressed)
{
	static const char text[] = HEAD
		"fl=/build/a.c\nfn=(below main)\n1 2\n"
		"cfn=(anonymous namespace)::f()\ncalls=1 20\n* 7\n\n"
		"fn=(anonymous namespace)::f()\n20 7\n\ntotals: 9\n";
	struct evidence e;

	assert_int_equal(read_text(text, &e), 0);
	assert_true(evidence_calls(&e, "(anonymous namespace)::f()") == 1);
	assert_true(evidence_function(&e, "(below main)")->total == 9);
	evidence_release(&e);
}

/* Comments stand anywhere; a name may come first with a jump. */
UNIT(callgrind_reads_what_is_allowed_and_seldom)
{
	static const char text[] =
		"# callgrind format\nversion: 1\n# a comment\n"
		"positions: instr line\nevents: Ir\nsummary: 9\n\n#\n"
		"fl=(1) /build/a.c\nfn=(1) main\n0x401136 10 40\n"
		"jfi=(2) /build/b.c\njfn=(3) g\njump=3 0x401200 7\n* * \n"
		"jcnd=1/2 +4 12\n0x401140 11 \n# and another\n"
		"+4 * 2\ncfn=(2) f\ncalls=1 0x401300 20\n# one here\n-8 +2 60\n\n"
		"fl=(2)\nfn=(2)\n0x401300 20 50\nfn=(3)\n+3 -1 10\n\n"
		"totals: 102\n# at the end\n";
	struct evidence e;

	assert_int_equal(read_text(text, &e), 0);
	assert_true(evidence_line(&e, "a.c", 10)->self == 40);
	assert_true(evidence_line(&e, "a.c", 11)->self == 2);
	assert_true(evidence_line(&e, "a.c", 13)->calls == 1);
	assert_true(evidence_line(&e, "b.c", 20)->self == 50);
	assert_true(evidence_line(&e, "b.c", 19)->self == 10);
	assert_true(evidence_function(&e, "g")->self == 10);
	assert_true(evidence_calls(&e, "f") == 1);
	evidence_release(&e);
}

UNIT(callgrind_parts_begin_anew)
{
	static const char text[] = HEAD
		"fl=(1) /build/a.c\nfn=(1) main\n10 1\ncfn=(2) f\n"
		"calls=1 20\n* 17\n\nfn=(2)\n20 17\n\ntotals: 18\n" PART
		"fn=(1)\n10 2\ncfn=(2) f\ncalls=0 20\n* 3\n\nfn=(2)\n21 3\n\n"
		"totals: 5\n";
	struct evidence e;

	assert_int_equal(read_text(text, &e), 0);
	assert_true(evidence_calls(&e, "f") == 1);
	assert_true(evidence_function(&e, "f")->self == 20);
	assert_true(evidence_function(&e, "f")->total == 20);
	assert_true(evidence_function(&e, "main")->total == 23);
	assert_true(evidence_line(&e, "a.c", 10)->self == 3);
	assert_true(evidence_line(&e, "a.c", 21)->self == 3);
	evidence_release(&e);
}

UNIT(callgrind_refuses_damage)
{
	static const char *const bad[] = {
		HEAD "10 5\ntotals: 5\n",		/* of no function */
		HEAD "fn=(1)\n10 5\ntotals: 5\n",	/* no such name */
		HEAD "fn=(1) f\n10 5\ntotals: 6\n",	/* other sums */
		HEAD "fn=(1) f\n-5 5\ntotals: 5\n",	/* line -5 */
		HEAD "fn=(1) f\n10 5 7\ncalls=1 1\n",	/* no callee */
		HEAD "fn=(1) f\ncfn=(1)\ncalls=0 1\nfn=(1)\ntotals: 0\n",
		HEAD "fn=(1) f\ncfn=(1)\ncalls=1 1\nfn=(1)\ntotals: 0\n",
		HEAD "fn=(99999999) f\n10 5\ntotals: 5\n",
		HEAD "fn=() f\n10 5\ntotals: 5\n",
		HEAD "fn=\n10 5\ntotals: 5\n",
		HEAD "fn=(1) f\n10 5\ntotals: 5\nfn=(1)\n", /* behind it */
		HEAD "fn=(1) f\n10 5\ntotals: 5\n" PART,
		HEAD "fn=(1) f\n10 5\ntotals: 5\n" PART "10 5\ntotals: 5\n",
		HEAD "fn=(1) f\n10 5\ntotals: 5\n" PART
		     "fn=(1)\n10 5\ntotals: 10\n", /* of both */
		"# callgrind format\npositions: instr line\nevents: Ir\n"
		"summary: 5\nfn=(1) f\n1 5\ntotals: 5\n",
		"# callgrind format\npositions: instr\nevents: Ir\n"
		"summary: 5\nfn=(1) f\n0x1 5\ntotals: 5\n",
		"# callgrind format\npositions: line instr\nevents: Ir\n"
		"summary: 5\nfn=(1) f\n1 0x1 5\ntotals: 5\n",
		"# callgrind format\npositions: instr line\nevents: Ir\n"
		"summary: 5\nfn=(1) f\n0xyz 1 5\ntotals: 5\n",
		"# callgrind format\npositions: line\nevents: Dr\n"
		"summary: 5\nfn=(1) f\n1 5\ntotals: 5\n",
		HEAD "fn=(1) f\njump 3 1\n10 5\ntotals: 5\n",
		HEAD "fn=(1) f\njfn=(2)\n10 5\ntotals: 5\n",
	};
	struct evidence e;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (read_text(bad[i], &e) == 0)
			fail_msg("taken: %s", bad[i]);
		evidence_release(&e);
	}
}
