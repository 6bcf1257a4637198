/*
 * jemalloc_heap.c: the heap profiler that is built into jemalloc.
 *
 * It samples an allocation every 512 KiB on average by default, so that its counts are
 * estimates: of 20 MB from one site, good to about 16 % (one standard deviation, the
 * root of their ratio). Its bytes are those handed out, not those asked for. It
 * writes when the program exits. It replaces the allocator: what jemalloc alone costs
 * is the profiler `jemalloc`.
 */
#include "profilers/capture.h"
#include "profilers/jeprof_file.h"
#include "profilers/preload.h"
#include "profilers/symbols.h"

#define SETTINGS "prof:true,prof_accum:true,prof_final:true,lg_prof_sample:{sample}"

static int parse_file(const struct capture *capture, const char *path,
		      const char *rest, const struct buf *text,
		      struct evidence *evidence, struct reason *why)
{
	struct symbols *symbols = symbols_open(capture->binary, why);
	int status = -1;

	(void)rest;
	if (symbols)
		status = jeprof_parse(text->text, text->len,
				      symbols_root(symbols), true, evidence,
				      why);
	symbols_close(symbols);
	/* For jeprof. */
	return status < 0 ? -1 : capture_keep(capture, path, text, why);
}

static const struct capture_format format = {
	.prefix = "jeprof.",
	.hint = "libjemalloc was not loaded, could not write there, or the "
		"program was killed",
	.parse = parse_file,
};

static int jemalloc_heap_read(const struct capture *capture,
			      struct evidence *evidence, struct reason *why)
{
	if (capture_read(capture, &format, evidence, why) < 0)
		return -1;
	evidence_sort(evidence);
	return capture_sites(capture, "allocations.txt", evidence, why);
}

/* A jemalloc that was built without it says that the settings are invalid. */
static int jemalloc_heap_probe(struct reason *why)
{
	return preload_probe("libjemalloc.so.2", "prof:true", "libjemalloc2",
			     why);
}

static const char *const jemalloc_heap_env[] = {
	"LD_PRELOAD=libjemalloc.so.2",
	"MALLOC_CONF=" SETTINGS ",prof_prefix:{out}/jeprof",
	"TARE_SNAPSHOT=mallctl:jeprof.",
	NULL,
};
static const struct option_row jemalloc_heap_settings[] = {
	{ .name = "sample", .type = OPTION_LONG, .fallback = "19", .min = 0,
	  .max = 40, .value = "LOG2",
	  .help = "bytes between two samples on average, as a power of two" },
	{ .name = NULL }
};
static const char *const jemalloc_heap_version[] = {
	"dpkg-query", "-W", "-f=jemalloc ${Version}\\n", "libjemalloc2", NULL
};

static const struct profiler jemalloc_heap = {
	.name = "jemalloc-heap",
	.summary = "allocations by stack, one sampled in 2^{sample} bytes",
	.apply = APPLY_PRELOAD,
	.kind = KIND_SAMPLING | KIND_ALLOCATION,
	.answers = ANSWER_ALLOCATIONS | ANSWER_LEAKS | ANSWER_STACKS,
	.estimates = true,
	.usable_bytes = true,
	.unit = "allocations, bytes handed out (estimates)",
	.package = "libjemalloc2",
	.env = jemalloc_heap_env,
	.ask = ASK_WORKERS,
	.settings = jemalloc_heap_settings,
	.interpretation = "after the run, from its own file",
	.version = jemalloc_heap_version,
	.probe = jemalloc_heap_probe,
	.read = jemalloc_heap_read,
};

REGISTER(profiler, jemalloc_heap);
