/*
 * dhat.c: valgrind's heap profiler: every allocation, and what became of it.
 *
 * It replaces malloc by one that works in the simulated program, so counts and
 * the bytes asked for are exact, and costs are those of a simulation. Only 12
 * frames of a stack are kept by default. The text is for dh_view.html, which comes with
 * valgrind.
 */
#include <stdlib.h>

#include "profilers/capture.h"
#include "profilers/dhat_file.h"
#include "profilers/symbols.h"

/* Of a user's own tool it is known if that has a setting of this name. */
static size_t frames_kept(const struct profiler *profiler)
{
	const char *depth = profiler ? profiler_setting(profiler, "depth") :
				       NULL;

	return depth ? strtoul(depth, NULL, 10) : 0;
}

static int parse_file(const struct capture *capture, const char *path,
		      const char *rest, const struct buf *text,
		      struct evidence *evidence, struct reason *why)
{
	struct symbols *symbols = symbols_open(capture->binary, why);
	int status = -1;

	(void)rest;
	if (symbols)
		status = dhat_parse(text->text, text->len,
				    symbols_root(symbols),
				    frames_kept(capture->profiler), evidence,
				    why);
	symbols_close(symbols);
	return status < 0 ? -1 : capture_keep(capture, path, text, why);
}

static const struct capture_format format = {
	.prefix = "dhat.out.",
	.hint = "valgrind could not write there, or was killed",
	.parse = parse_file,
};

static int dhat_read(const struct capture *capture, struct evidence *evidence,
		     struct reason *why)
{
	if (capture_read(capture, &format, evidence, why) < 0)
		return -1;
	evidence_sort(evidence);
	return capture_sites(capture, "allocations.txt", evidence, why);
}

static const char *const dhat_wrap[] = {
	"valgrind",	     "--tool=dhat",
	"--quiet",	     "--vgdb=no",
	"--fullpath-after=", "--dhat-out-file={out}/dhat.out.%p",
	"--num-callers={depth}",
	NULL,
};
static const char *const dhat_env[] = { "TARE_SNAPSHOT=fork:dhat.out.", NULL };
static const struct option_row dhat_settings[] = {
	{ .name = "depth", .type = OPTION_LONG, .fallback = "12", .min = 1,
	  .max = 500, .value = "N", .help = "frames of a stack that are kept" },
	{ .name = NULL }
};
static const char *const dhat_version[] = { "valgrind", "--version", NULL };

static const struct profiler dhat = {
	.name = "dhat",
	.summary = "every allocation, its use and life, by simulation",
	.apply = APPLY_WRAP,
	.kind = KIND_TRACING | KIND_ALLOCATION | KIND_SIMULATION,
	.answers = ANSWER_ALLOCATIONS | ANSWER_LEAKS | ANSWER_STACKS,
	.unit = "allocations, bytes asked for (exact)",
	.package = "valgrind",
	.env = dhat_env,
	.wrap = dhat_wrap,
	.ask = ASK_WORKERS,
	.settings = dhat_settings,
	.interpretation = "after the run, from dhat's own file",
	.version = dhat_version,
	.read = dhat_read,
};

REGISTER(profiler, dhat);
