/*
 * scope.c: include/tare.h, scopes that the program enters and leaves by itself.
 *
 * FRAME() of the workloads is TARE_FN() in this flavour: every call of a kernel is
 * counted, and timed but for calls of a function to itself, whose outermost call has
 * the time already. The file is mapped by the program while it runs: what is in it
 * after SIGKILL is all that happened before.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "profilers/capture.h"
#include "profilers/live.h"
#include "profilers/scope_file.h"

static int parse_file(const struct capture *capture, const char *path,
		      const char *rest, const struct buf *text,
		      struct evidence *evidence, struct reason *why)
{
	(void)capture;
	(void)path;
	(void)rest;
	return scope_file_parse(text->text, text->len, evidence, why);
}

static const struct capture_format format = {
	.prefix = "scopes.",
	.hint = "the program entered no scope, or could not write there",
	.parse = parse_file,
};

static int scope_read(const struct capture *capture, struct evidence *evidence,
		      struct reason *why)
{
	if (capture_read(capture, &format, evidence, why) < 0)
		return -1;
	evidence_sort(evidence);
	return capture_stats(capture, "scope_stats.txt", evidence, why);
}

/* The program's own memory: all that it has done is in it. */
static int scope_collect(const struct live *live, struct reason *why)
{
	char *prefix = path_format("scopes.%s.", live->id);
	int status = live_copy_files(live, prefix, NULL, why);

	free(prefix);
	return status < 0 ? -1 : 1;
}

static const char *const scope_env[] = { "TARE_OUT={out}/scopes.%p.scope",
					 NULL };

static const struct profiler scope = {
	.name = "scope",
	.summary = "tare.h: calls and time of scopes, compiled in",
	.apply = APPLY_BUILD,
	.kind = KIND_COUNTING | KIND_TRACING,
	.answers = ANSWER_CALLS | ANSWER_CPU_FUNCTION | ANSWER_STACKS,
	.unit = "calls (exact), seconds (wall clock)",
	.flavour = "scope",
	.env = scope_env,
	.ask = ASK_NOBODY,
	.collect = scope_collect,
	.interpretation = "while it runs; read by tare",
	.read = scope_read,
};

REGISTER(profiler, scope);
