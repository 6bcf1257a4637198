/* t_dhat.c: dhat's file is read right, or refused with a reason; and exact. */
#include <string.h>

#include "parser.h"
#include "profilers/dhat_file.h"
#include "profilers/spec.h"
#include "sample.h"
#include "scratch.h"
#include "unit.h"

static int parse(const char *text, size_t length, struct evidence *evidence,
		 struct reason *why)
{
	return dhat_parse(text, length, "/build/", 12, evidence, why);
}

/* Without the newline at its end it is whole. */
static const struct parser dhat_file = { parse, "dhat/sample.txt", 1 };

UNIT(dhat_golden_samples)
{
	parser_golden(&dhat_file, "dhat/sample");
	parser_golden(&dhat_file, "dhat/inlined");
}

UNIT(dhat_refuses_what_is_not_whole)
{
	parser_refuses(&dhat_file);
}

UNIT(dhat_survives_damage)
{
	parser_survives(&dhat_file, 3000);
}

#define HEAD "{\"dhatFileVersion\":2,\"mode\":\"heap\",\"pps\":["
#define FRAMES "],\"ftbl\":[\"[root]\",\"0x1: f (/build/a.c:3)\",\"x\",7]}"

UNIT(dhat_refuses_damage)
{
	static const char *const bad[] = {
		HEAD "7" FRAMES,
		HEAD "{\"tb\":1,\"tbk\":1,\"gb\":0,\"eb\":0}" FRAMES,
		HEAD "{\"tb\":1,\"tbk\":1,\"gb\":0,\"eb\":0,\"fs\":[9]}" FRAMES,
		HEAD "{\"tb\":1,\"tbk\":1,\"gb\":0,\"eb\":0,\"fs\":[2]}" FRAMES,
		HEAD "{\"tb\":1,\"tbk\":1,\"gb\":0,\"eb\":0,\"fs\":[3]}" FRAMES,
		HEAD "{\"tb\":1,\"tbk\":1,\"gb\":0,\"eb\":0,\"fs\":[-1]}" FRAMES,
		HEAD "{\"tb\":-1,\"tbk\":1,\"gb\":0,\"eb\":0,\"fs\":[1]}" FRAMES,
		HEAD "{\"tb\":\"1\",\"tbk\":1,\"gb\":0,\"eb\":0,\"fs\":[1]}" FRAMES,
		HEAD "]}",
		"{\"dhatFileVersion\":2,\"mode\":\"ad-hoc\",\"pps\":[" FRAMES,
		"{\"dhatFileVersion\":3,\"mode\":\"heap\",\"pps\":[" FRAMES,
	};
	static const char good[] =
		HEAD "{\"tb\":9,\"tbk\":2,\"gb\":5,\"eb\":1,\"fs\":[1]}" FRAMES;
	struct evidence e;
	struct reason why;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (parser_run(&dhat_file, bad[i], strlen(bad[i]), &e, &why) ==
		    0)
			fail_msg("taken: %s", bad[i]);
		evidence_release(&e);
	}
	assert_int_equal(parser_run(&dhat_file, good, strlen(good), &e, &why),
			 0);
	assert_true(evidence_site(&e, "f", "a.c", 3)->bytes == 9);
	assert_true(e.allocations == 2 && e.leaked_bytes == 1);
	evidence_release(&e);
}

/* How many of 2 allocations count as cut where so many frames are kept. */
static double cut(const char *stack, size_t kept)
{
	struct reason why = { "" };
	struct evidence e;
	double truncated;
	char text[512];

	snprintf(text, sizeof(text),
		 HEAD "{\"tb\":9,\"tbk\":2,\"gb\":0,\"eb\":0,\"fs\":[%s]}],"
		      "\"ftbl\":[\"[root]\",\"0x1: malloc (in /x/vgpreload_dhat.so)\","
		      "\"0x2: f (a.c:1)\",\"0x3: g (a.c:2)\",\"0x4: main (a.c:3)\"]}",
		 stack);
	evidence_init(&e);
	if (dhat_parse(text, strlen(text), "", kept, &e, &why) < 0)
		fail_msg("%s", why.text);
	truncated = e.truncated;
	evidence_release(&e);
	return truncated;
}

UNIT(dhat_knows_what_is_cut_by_how_much_was_kept)
{
	/* A thread's: it does not begin in main. */
	assert_true(cut("1,2,3", 4) == 0);
	assert_true(cut("1,2,3", 3) == 2);
	assert_true(cut("1,2,4", 3) == 0);
	assert_true(cut("1", 1) == 2);
	assert_true(isnan(cut("1,2,3", 0)));
}

/* deep() stands on itself 100 times; all else is less than 5 from main. */
UNIT(dhat_cuts_stacks_at_its_own_depth)
{
	static const char *const args[] = { "return", "5", "1", "41",
					    "2",      "1", "100", NULL };
	static const struct {
		const char *name;
		double truncated;
	} cases[] = { { "dhat:depth=5", 1 }, { "dhat:depth=200", 0 } };
	struct reason why;
	struct scratch s;

	scratch_init(&s, NULL);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct profiler *dhat = spec_find(cases[i].name, &why);
		struct evidence e;

		assert_non_null(dhat);
		assert_int_equal(scratch_run(&s, dhat, args), 0);
		scratch_read(&s, dhat, &e);
		assert_true(e.truncated == cases[i].truncated);
		evidence_release(&e);
		scratch_clear(&s);
	}
	scratch_release(&s);
}

UNIT(dhat_is_exact_over_two_processes)
{
	const struct profiler *dhat = profiler_by_name("dhat");
	struct evidence e;
	struct scratch s;

	scratch_init(&s, NULL);
	scratch_refuses(&s, dhat, "no dhat.out.");
	sample_run_two(&s, dhat);
	sample_read_two(&s, dhat, &e);
	/* A stack of 101 deep and main is cut. */
	assert_true(e.truncated == 1);
	assert_true(e.leaked_bytes >= 400);
	evidence_release(&e);
	scratch_spoil(&s, dhat, "dhat.out.");
	scratch_release(&s);
}
