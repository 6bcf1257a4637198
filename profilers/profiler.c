/* profiler.c: what people are told about a profiler. */
#include "profiler.h"

#include <stdio.h>
#include <string.h>

#include "base/proc.h"
#include "profilers/custom.h"

const char *profiler_setting(const struct profiler *profiler, const char *name)
{
	for (const struct setting *s = profiler->set; s->name; s++)
		if (strcmp(s->name, name) == 0)
			return s->value;
	return NULL;
}

const char *profiler_apply_name(enum profiler_apply apply)
{
	static const char *const names[] = {
		[APPLY_NONE] = "none",	     [APPLY_BUILD] = "build",
		[APPLY_PRELOAD] = "preload", [APPLY_WRAP] = "wrap",
		[APPLY_ATTACH] = "attach",
	};

	return names[apply];
}

const char *profiler_answer_name(unsigned bit)
{
	static const char *const names[] = { "calls",	    "cpu-function",
					     "cpu-line",    "allocations",
					     "leaks",	    "stacks",
					     "peak",	    "system-calls" };

	return bit < sizeof(names) / sizeof(*names) ? names[bit] : NULL;
}

void profiler_kind_name(unsigned kind, char *text, size_t size)
{
	static const char *const names[] = { "baseline",   "sampling",
					     "counting",   "tracing",
					     "allocation", "simulation" };
	size_t used = 0;

	snprintf(text, size, "%s", "");
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		int count;

		if (!(kind & 1u << i) || used >= size)
			continue;
		count = snprintf(text + used, size - used, "%s%s",
				 used ? " + " : "", names[i]);
		used += (size_t)count;
	}
}

const char *profiler_why_not_live(const struct profiler *profiler)
{
	if (!profiler->read)
		return "nothing watches this variant: it is there to be "
		       "compared with";
	return profiler->why_not_live;
}

/* dpkg says "installed" of a package that is wholly there, once for each
 * architecture it is there for. */
static bool package_installed(const char *package)
{
	const char *const argv[] = { "dpkg-query", "-W",
				     "-f=${db:Status-Status}", package, NULL };
	struct reason ignored;
	struct buf status;
	bool installed;

	buf_init(&status);
	installed = proc_run(argv, &status, &ignored) == 0 &&
		    strncmp(status.text, "installed", 9) == 0;
	buf_release(&status);
	return installed;
}

/* The program that the descriptor starts or asks for its version, if any. */
static const char *program_of(const struct profiler *profiler)
{
	if (profiler->version)
		return profiler->version[0];
	if (profiler->wrap)
		return profiler->wrap[0];
	return profiler->attach ? profiler->attach[0] : NULL;
}

static int probe_custom(const struct profiler *profiler, struct reason *why)
{
	struct reason detail;

	if (proc_run(profiler->custom->probe, NULL, &detail) == 0)
		return 0;
	return reason_set(why, "its probe failed: %.450s", detail.text);
}

/*
 * A tool may have come without its package (another distribution, built by
 * hand), so it counts as there when its program is; dpkg decides for a tool
 * without one.
 */
int profiler_probe(const struct profiler *profiler, struct reason *why)
{
	const char *program = program_of(profiler);
	bool there = true;

	if (program)
		there = proc_in_path(program);
	else if (profiler->package)
		there = package_installed(profiler->package);
	if (!there && profiler->package)
		return reason_set(why,
				  "%s is not installed: apt-get install %s",
				  profiler->name, profiler->package);
	if (!there)
		return reason_set(why, "%s needs the program %s",
				  profiler->name, program);
	if (profiler->custom && profiler->custom->probe)
		return probe_custom(profiler, why);
	return profiler->probe ? profiler->probe(why) : 0;
}
