/* t_gperftools.c: gperftools' files are read right, or refused; and on real runs. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "golden.h"
#include "parser.h"
#include "profilers/cpuprofile.h"
#include "profilers/heapprofile.h"
#include "sample.h"
#include "scratch.h"
#include "unit.h"

/* The files that the samples are about are not here: no names. */
static int parse_cpu(const char *text, size_t length, struct evidence *evidence,
		     struct reason *why)
{
	return cpuprofile_parse(text, length, false, evidence, why);
}

static int parse_heap(const char *text, size_t length,
		      struct evidence *evidence, struct reason *why)
{
	return heapprofile_parse(text, length, "/build/", false, evidence, why);
}

static struct parser cpu = { parse_cpu, "gperftools/cpu.prof", 0 };
static struct parser heap = { parse_heap, "gperftools/heap.txt", 0 };

/* What comes behind the stack in the list of mappings is not needed. */
static size_t size_of_rest(const char *sample)
{
	const char *at;
	struct buf text;
	size_t size;

	buf_init(&text);
	golden_read(sample, &text);
	at = memmem(text.text, text.len, "[stack]", strlen("[stack]"));
	assert_non_null(at);
	size = text.len - (size_t)(at - text.text) - strlen("[stack]");
	buf_release(&text);
	return size;
}

UNIT(gperftools_golden_samples)
{
	struct evidence e;
	struct reason why;
	struct buf text;

	parser_golden(&heap, "gperftools/heap");
	buf_init(&text);
	golden_read("gperftools/cpu.prof", &text);
	if (parser_run(&cpu, text.text, text.len, &e, &why) < 0)
		fail_msg("%s", why.text);
	evidence_sort(&e);
	golden_compare("gperftools/cpu.json", &e);
	evidence_release(&e);
	buf_release(&text);
}

UNIT(gperftools_refuses_what_is_not_whole)
{
	cpu.spare = size_of_rest(cpu.sample);
	parser_refuses(&cpu);
	heap.spare = size_of_rest(heap.sample);
	parser_refuses(&heap);
}

UNIT(gperftools_survives_damage)
{
	parser_survives(&cpu, 3000);
	parser_survives(&heap, 3000);
}

#define MAPS                                                                   \
	"\nMAPPED_LIBRARIES:\n10-20 r-xp 0 0:0 0 /p\n"        \
	"30-40 rw-p 0 0:0 0 [stack]\n"
#define ROW "heap profile:      1:       8 [     2:      24] @ heapprofile\n"

UNIT(gperftools_heap_refuses_damage)
{
	static const char *const bad[] = {
		ROW MAPS,
		ROW "     1:        8 [     2:       24] @ \n" MAPS,
		ROW "     1:        8 [     2:       24] @ 12\n" MAPS,
		ROW "     1:        8 [     2:       24] @ 0x0\n" MAPS,
		ROW "     1:        8 [     2:       24 @ 0x12\n" MAPS,
		ROW "     1:        8 [     3:       24] @ 0x12\n" MAPS,
		ROW "     1:        8 [     2:       24] @ 0x12\n",
		ROW "     1:        8 [     2:       24] @ 0x12\n"
		    "\nMAPPED_LIBRARIES:\n",
		ROW "     1:        8 [     2:       24] @ 0x12\n"
		    "\nMAPPED_LIBRARIES:\n10-20 r-xp 0 0:0 0 /p\n",
		ROW "     1:        8 [     2:       24] @ 0x12\n"
		    "\nMAPPED_LIBRARIES:\n20-10 r-xp 0 0:0 0 /p\n",
		"heap profile:  1: 8 [ 2: 24] @ growthz\n" MAPS,
	};
	static const char good[] =
		ROW "     1:        8 [     2:       24] @ 0x12 0x99\n" MAPS;
	struct evidence e;
	struct reason why;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (parser_run(&heap, bad[i], strlen(bad[i]), &e, &why) == 0)
			fail_msg("taken: %s", bad[i]);
		evidence_release(&e);
	}
	assert_int_equal(parser_run(&heap, good, strlen(good), &e, &why), 0);
	assert_true(e.allocations == 2 && e.bytes == 24);
	assert_true(e.leaked_bytes == 8);
	assert_true(evidence_stack(&e, "[unknown];[p]")->weight == 2);
	evidence_release(&e);
}

UNIT(gperftools_heap_is_exact_over_two_processes)
{
	const struct profiler *profiler = profiler_by_name("gperftools-heap");
	struct evidence e;
	struct scratch s;

	scratch_needs(profiler);
	scratch_init(&s, NULL);
	scratch_refuses(&s, profiler, "no heapprofile_");
	sample_run_two(&s, profiler);
	sample_read_two(&s, profiler, &e);
	/* A stack of 101 deep and main does not fit. */
	assert_true(e.truncated == 1);
	assert_true(isnan(e.peak_bytes));
	evidence_release(&e);
	scratch_spoil(&s, profiler, "heapprofile_");
	scratch_release(&s);
}

/* PATH, "...heapprofile_PID.0001.heap", under another number as well. */
static void number_again(const char *path, unsigned number)
{
	const char *end = strrchr(path, '_');
	char *again = path_format("%.*s.%04u.heap",
				  (int)(end - path) + (int)strcspn(end, "."),
				  path,
				  number);

	assert_int_equal(link(path, again), 0);
	free(again);
}

/* It writes the number with four digits, and with more when it needs them. */
UNIT(gperftools_heap_counts_the_last_of_many_files)
{
	static const char *const args[] = { "return", "5", "1", "1",
					    "1",      "1", "1", NULL };
	const struct profiler *profiler = profiler_by_name("gperftools-heap");
	struct evidence one, many;
	struct scratch s;
	char *path;

	scratch_needs(profiler);
	scratch_init(&s, NULL);
	assert_int_equal(scratch_run(&s, profiler, args), 0);
	scratch_read(&s, profiler, &one);
	path = scratch_find(&s, "heapprofile_");
	for (unsigned number = 9998; number < 10003; number++)
		number_again(path, number);
	assert_int_equal(unlink(path), 0);
	scratch_read(&s, profiler, &many);
	assert_int_equal(many.processes, one.processes);
	assert_true(many.allocations == one.allocations);
	evidence_release(&one);
	evidence_release(&many);
	free(path);
	scratch_release(&s);
}

/* A second and a third of work, 100 samples each second. */
UNIT(gperftools_cpu_sees_what_runs)
{
	static const char *const args[] = { "return", "36", "1", "1",
					    "1",      "1",  "1", NULL };
	const struct profiler *profiler = profiler_by_name("gperftools-cpu");
	struct evidence e;
	struct scratch s;

	scratch_needs(profiler);
	scratch_init(&s, NULL);
	scratch_refuses(&s, profiler, "no cpuprofile_");
	assert_int_equal(scratch_run(&s, profiler, args), 0);
	assert_int_equal(scratch_run(&s, profiler, args), 0);
	scratch_read(&s, profiler, &e);
	assert_int_equal(e.processes, 2);
	assert_true(e.period == 0.01 && e.samples >= 2);
	assert_true(evidence_function(&e, "fib")->self >
		    0.8 * e.samples * e.period);
	assert_true(evidence_function(&e, "main")->total >
		    0.8 * e.samples * e.period);
	assert_string_equal(evidence_function(&e, "fib")->file,
			    "t/golden/sample.c");
	evidence_release(&e);
	scratch_spoil(&s, profiler, "cpuprofile_");
	scratch_release(&s);
}

UNIT(gperftools_killed_processes_are_told)
{
	static const char *const killed[] = { "kill", "5", "1", "1",
					      "1",    "1", "1", NULL };
	static const char *const names[] = { "gperftools-cpu",
					     "gperftools-heap" };

	for (size_t i = 0; i < 2; i++) {
		const struct profiler *profiler = profiler_by_name(names[i]);
		struct scratch s;

		scratch_needs(profiler);
		scratch_init(&s, NULL);
		assert_int_equal(WTERMSIG(scratch_run(&s, profiler, killed)),
				 SIGKILL);
		scratch_refuses(&s, profiler, "killed");
		scratch_release(&s);
	}
}
