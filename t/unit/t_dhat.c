/* t_dhat.c: dhat's file is read right, or refused with a reason; and exact. */
#include <string.h>

#include "parser.h"
#include "profilers/dhat_file.h"
#include "sample.h"
#include "scratch.h"
#include "unit.h"

static int parse(const char *text, size_t length, struct evidence *evidence,
		 struct reason *why)
{
	return dhat_parse(text, length, "/build/", evidence, why);
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
