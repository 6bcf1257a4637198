/* profiler.c: the list of profilers, and what people are told about one. */
#include "profiler.h"

#include <stdio.h>
#include <string.h>

#include "base/proc.h"

REGISTRY(profiler);

const struct profiler *const *profiler_begin(void)
{
	return REGISTRY_BEGIN(profiler);
}

const struct profiler *const *profiler_end(void)
{
	return REGISTRY_END(profiler);
}

const struct profiler *profiler_by_name(const char *name)
{
	for (const struct profiler *const *p = profiler_begin();
	     p < profiler_end(); p++)
		if (strcmp((*p)->name, name) == 0)
			return *p;
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
	return profiler->probe ? profiler->probe(why) : 0;
}
