/* t_jemalloc.c: jemalloc's heap profile is read right, or refused; on real runs. */
#include <string.h>

#include "base/buf.h"
#include "golden.h"
#include "parser.h"
#include "profilers/jeprof_file.h"
#include "scratch.h"
#include "unit.h"

static int parse(const char *text, size_t length, struct evidence *evidence,
		 struct reason *why)
{
	return jeprof_parse(text, length, "/build/", false, evidence, why);
}

static struct parser file = { parse, "jemalloc/heap.txt", 0 };

UNIT(jemalloc_golden_sample)
{
	parser_golden(&file, "jemalloc/heap");
}

/* What comes behind the stack in the list of mappings is not needed. */
UNIT(jemalloc_refuses_what_is_not_whole)
{
	struct buf text;

	buf_init(&text);
	golden_read(file.sample, &text);
	file.spare = strlen(strstr(text.text, "[stack]") + 7);
	parser_refuses(&file);
	buf_release(&text);
}

UNIT(jemalloc_survives_damage)
{
	parser_survives(&file, 3000);
}

#define MAPS                                                                   \
	"\nMAPPED_LIBRARIES:\n10-20 r-xp 0 0:0 0 /p\n"                        \
	"30-40 rw-p 0 0:0 0 [stack]\n"
#define HEAD "heap_v2/1000\n  t*: 0: 0 [4: 4000]\n  t0: 0: 0 [4: 4000]\n"

/* A sample of as many bytes as the interval stands for 1 / (1 - 1/e) of them. */
UNIT(jemalloc_samples_stand_for_more)
{
	static const char text[] =
		HEAD "@ 0x12 0x14\n  t*: 0: 0 [4: 4000]\n  t0: 0: 0 [4: 4000]\n" MAPS;
	struct evidence e;
	struct reason why;

	if (parser_run(&file, text, sizeof(text) - 1, &e, &why) < 0)
		fail_msg("%s", why.text);
	assert_true(fabs(e.allocations - 4 / (1 - exp(-1))) < 1e-9);
	assert_true(fabs(e.bytes - 4000 / (1 - exp(-1))) < 1e-6);
	assert_true(e.samples == 4 && e.leaked_bytes == 0);
	evidence_release(&e);
}

UNIT(jemalloc_refuses_damage)
{
	static const char *const bad[] = {
		HEAD "@ 0x12\n" MAPS,
		HEAD "@ 0x12\n  t0: 0: 0 [4: 4000]\n" MAPS,
		HEAD "@ 0x12\n  t*: 0: 0 [4: 4000\n" MAPS,
		HEAD "@ 0x12\n  t*: 0: 0 4: 4000]\n" MAPS,
		HEAD "@ 12\n  t*: 0: 0 [4: 4000]\n" MAPS,
		HEAD "@ \n  t*: 0: 0 [4: 4000]\n" MAPS,
		HEAD "what\n" MAPS,
		HEAD,
		HEAD "\nMAPPED_LIBRARIES:\n10-20 r-xp 0 0:0 0 /p\n",
		"heap_v2/0\n" MAPS,
		"heap_v2/x\n" MAPS,
	};
	struct evidence e;
	struct reason why;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (parser_run(&file, bad[i], strlen(bad[i]), &e, &why) == 0)
			fail_msg("taken: %s", bad[i]);
		evidence_release(&e);
	}
}

/* With a sample at each byte its counts are exact, and its naming is put to proof. */
UNIT(jemalloc_that_samples_all_is_exact_over_two_processes)
{
	static const char *const one[] = { "return", "5", "1", "700",
					   "20",     "3", "9", NULL };
	static const char *const two[] = { "return", "5", "1",	"41",
					   "2",	     "1", "10", NULL };
	static const char *const env[] = {
		"LD_PRELOAD=libjemalloc.so.2",
		"MALLOC_CONF=prof:true,prof_final:true,prof_accum:true,"
		"lg_prof_sample:0,prof_prefix:{out}/jeprof",
		NULL
	};
	struct profiler profiler = *profiler_by_name("jemalloc-heap");
	struct evidence e;
	struct scratch s;
	double bytes;

	scratch_needs(&profiler);
	profiler.env = env;
	scratch_init(&s, NULL);
	scratch_refuses(&s, &profiler, "no jeprof.");
	assert_int_equal(scratch_run(&s, &profiler, one), 0);
	assert_int_equal(scratch_run(&s, &profiler, two), 0);
	scratch_read(&s, &profiler, &e);
	assert_int_equal(e.processes, 2);
	assert_true(evidence_allocations(&e, "list_push", &bytes) == 741);
	assert_true(bytes == 741 * 16);
	assert_true(evidence_allocations(&e, "grow", NULL) == 22);
	/* 100 bytes are handed out as 112. */
	assert_true(evidence_allocations(&e, "leak", &bytes) == 4);
	assert_true(bytes == 4 * 112);
	assert_true(evidence_allocations(&e, "deep", NULL) == 2);
	evidence_release(&e);
	scratch_spoil(&s, &profiler, "jeprof.");
	scratch_release(&s);
}
