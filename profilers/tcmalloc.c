/*
 * tcmalloc.c: another allocator and no profiler: the fair baseline of the heap
 * profiler that is built into it.
 */
#include "profilers/preload.h"
#include "profilers/profiler.h"

static int tcmalloc_probe(struct reason *why)
{
	return preload_probe("libtcmalloc.so.4", "", "libgoogle-perftools4",
			     why);
}

static const char *const tcmalloc_env[] = { "LD_PRELOAD=libtcmalloc.so.4",
					    NULL };
static const char *const tcmalloc_version[] = {
	"dpkg-query", "-W", "-f=gperftools ${Version}\\n",
	"libgoogle-perftools4", NULL
};

static const struct profiler tcmalloc = {
	.name = "tcmalloc",
	.summary = "the plain build on gperftools' allocator, unwatched",
	.apply = APPLY_PRELOAD,
	.kind = KIND_BASELINE,
	.package = "libgoogle-perftools4",
	.env = tcmalloc_env,
	.version = tcmalloc_version,
	.probe = tcmalloc_probe,
};

REGISTER(profiler, tcmalloc);
