/*
 * callgrind.c: the profiler that simulates the program and counts everything.
 *
 * What to know when reading its answer:
 * It counts calls and instructions exactly, those made by libraries (the
 * comparison of qsort) included. Instructions are not time: a division counts
 * as much as an addition, and waiting for memory as nothing. The kernel's work
 * is not seen.
 *
 * valgrind runs one thread at a time, and about 50 times slower.
 */
#include "profilers/callgrind_file.h"
#include "profilers/capture.h"
#include "profilers/symbols.h"

/* The file is kept as it is: callgrind_annotate and KCachegrind open it. */
static int parse_file(const struct capture *capture, const char *path,
		      const char *rest, const struct buf *text,
		      struct evidence *evidence, struct reason *why)
{
	struct symbols *symbols = symbols_open(capture->binary, why);
	int status = -1;

	(void)rest;
	if (symbols)
		status = callgrind_parse(text->text, text->len,
					 symbols_root(symbols), evidence, why);
	symbols_close(symbols);
	return status < 0 ? -1 : capture_keep(capture, path, text, why);
}

static const struct capture_format format = {
	.prefix = "callgrind.out.",
	.hint = "valgrind could not write there, or was killed",
	.parse = parse_file,
};

static int callgrind_read(const struct capture *capture,
			  struct evidence *evidence, struct reason *why)
{
	if (capture_read(capture, &format, evidence, why) < 0 ||
	    capture_places(capture, evidence, why) < 0)
		return -1;
	evidence_sort(evidence);
	return capture_stats(capture, "callgrind_stats.txt", evidence, why);
}

static const char *const callgrind_wrap[] = {
	"valgrind",
	"--tool=callgrind",
	"--quiet",
	/* Or it would make pipes in a shared directory. */
	"--vgdb=no",
	"--separate-recs=2",
	"--callgrind-out-file={out}/callgrind.out.%p",
	"--cache-sim={cache}",
	NULL,
};
static const char *const callgrind_env[] = { "TARE_SNAPSHOT=fork:callgrind.out.", NULL };
static const struct option_row callgrind_settings[] = {
	{ .name = "cache", .type = OPTION_CHOICE, .fallback = "no",
	  .choices = "no|yes", .value = "YES",
	  .help = "simulate the caches as well: twice as slow" },
	{ .name = NULL }
};
static const char *const callgrind_version[] = { "valgrind", "--version",
						 NULL };

static const struct profiler callgrind = {
	.name = "callgrind",
	.summary = "every call and instruction, by simulating the processor",
	.apply = APPLY_WRAP,
	.kind = KIND_COUNTING | KIND_SIMULATION,
	.answers = ANSWER_CALLS | ANSWER_CPU_FUNCTION | ANSWER_CPU_LINE,
	.unit = "instructions, calls (exact)",
	.package = "valgrind",
	.env = callgrind_env,
	.wrap = callgrind_wrap,
	.ask = ASK_WORKERS,
	.settings = callgrind_settings,
	.interpretation = "after the run, from callgrind's own file",
	.version = callgrind_version,
	.read = callgrind_read,
};

REGISTER(profiler, callgrind);
