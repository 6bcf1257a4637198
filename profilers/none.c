/* none.c: no profiler at all, the baseline of all others. */
#include "profiler.h"

static const struct profiler none = {
	.name = "none",
	.summary =
		"the plain build, unwatched: what the others are compared to",
	.standard = true,
	.apply = APPLY_NONE,
	.kind = KIND_BASELINE,
};

REGISTER(profiler, none);
