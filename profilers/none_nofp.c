/*
 * none_nofp.c: no profiler, and no frame pointers: the price that the plain build
 * pays so that stacks can be walked.
 */
#include "profiler.h"

static const struct profiler none_nofp = {
	.name = "none-nofp",
	.summary = "the plain build without frame pointers, unwatched",
	.apply = APPLY_BUILD,
	.kind = KIND_BASELINE,
	.flavour = "nofp",
};

REGISTER(profiler, none_nofp);
