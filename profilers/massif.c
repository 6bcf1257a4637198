/*
 * massif.c: valgrind's profiler of the heap over time, and of its peak.
 *
 * It says how many bytes each stack had when most were live, within 1 % of the
 * true peak unless told otherwise, and leaves out stacks with less than 1 % of
 * it. It counts no allocations. ms_print and massif-visualizer open its file.
 */
#include "profilers/capture.h"
#include "profilers/massif_file.h"
#include "profilers/symbols.h"

static int parse_file(const struct capture *capture, const char *path,
		      const char *rest, const struct buf *text,
		      struct evidence *evidence, struct reason *why)
{
	struct symbols *symbols = symbols_open(capture->binary, why);
	int status = -1;

	(void)rest;
	if (symbols)
		status = massif_parse(text->text, text->len,
				      symbols_root(symbols), evidence, why);
	symbols_close(symbols);
	return status < 0 ? -1 : capture_keep(capture, path, text, why);
}

static const struct capture_format format = {
	.prefix = "massif.out.",
	.hint = "valgrind could not write there, or was killed",
	.parse = parse_file,
};

static int massif_read(const struct capture *capture, struct evidence *evidence,
		       struct reason *why)
{
	if (capture_read(capture, &format, evidence, why) < 0)
		return -1;
	evidence_sort(evidence);
	return capture_sites(capture, "peak.txt", evidence, why);
}

static const char *const massif_wrap[] = {
	"valgrind",	     "--tool=massif",
	"--quiet",	     "--vgdb=no",
	"--fullpath-after=", "--massif-out-file={out}/massif.out.%p",
	"--depth={depth}",   "--threshold={threshold}",
	NULL,
};
static const char *const massif_env[] = { "TARE_SNAPSHOT=fork:massif.out.", NULL };
static const struct option_row massif_settings[] = {
	{ .name = "depth", .type = OPTION_LONG, .fallback = "30", .min = 1,
	  .max = 200, .value = "N", .help = "frames of a stack that are kept" },
	{ .name = "threshold", .type = OPTION_DOUBLE, .fallback = "1.0",
	  .min = 0, .max = 100, .value = "PERCENT",
	  .help = "of the heap that a stack has at least to be written" },
	{ .name = NULL }
};
static const char *const massif_version[] = { "valgrind", "--version", NULL };

static const struct profiler massif = {
	.name = "massif",
	.summary = "the heap over time and who held its peak, by simulation",
	.apply = APPLY_WRAP,
	.kind = KIND_SAMPLING | KIND_ALLOCATION | KIND_SIMULATION,
	.answers = ANSWER_PEAK | ANSWER_STACKS,
	.unit = "bytes live at the peak (within 1 %)",
	.package = "valgrind",
	.env = massif_env,
	.wrap = massif_wrap,
	.ask = ASK_WORKERS,
	.settings = massif_settings,
	.interpretation = "after the run, from massif's own file",
	.version = massif_version,
	.read = massif_read,
};

REGISTER(profiler, massif);
