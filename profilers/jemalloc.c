/*
 * jemalloc.c: another allocator and no profiler: the fair baseline of the heap
 * profiler that is built into it.
 */
#include "profilers/preload.h"
#include "profilers/profiler.h"

static int jemalloc_probe(struct reason *why)
{
	return preload_probe("libjemalloc.so.2", "", "libjemalloc2", why);
}

static const char *const jemalloc_env[] = { "LD_PRELOAD=libjemalloc.so.2",
					    NULL };
static const char *const jemalloc_version[] = {
	"dpkg-query", "-W", "-f=jemalloc ${Version}\\n", "libjemalloc2", NULL
};

static const struct profiler jemalloc = {
	.name = "jemalloc",
	.summary = "the plain build on jemalloc, unwatched",
	.apply = APPLY_PRELOAD,
	.kind = KIND_BASELINE,
	.package = "libjemalloc2",
	.env = jemalloc_env,
	.version = jemalloc_version,
	.probe = jemalloc_probe,
};

REGISTER(profiler, jemalloc);
