/* catalog.c: every profiler that there is: those built in, and the user's own. */
#include "catalog.h"

#include <stdlib.h>
#include <string.h>

#include "profilers/variant.h"

REGISTRY(profiler);

struct kept {
	struct profiler *variant;
	struct kept *next;
};

/* One for the program: it is what the command line and the routes speak of. */
static struct {
	const struct profiler *shown[CATALOG_MAX];
	size_t count;
	struct kept *kept;
} catalog;

static int show(const struct profiler *descriptor, struct reason *why)
{
	struct profiler *variant;

	if (catalog.count == CATALOG_MAX)
		return reason_set(why, "more than %d profilers", CATALOG_MAX);
	variant = variant_make(descriptor, "", why);
	if (!variant)
		return -1;
	variant_fill(variant);
	catalog_keep(variant);
	catalog.shown[catalog.count++] = variant;
	return 0;
}

static void fill(void)
{
	struct reason why;

	if (catalog.count)
		return;
	for (const struct profiler *const *p = REGISTRY_BEGIN(profiler);
	     p < REGISTRY_END(profiler); p++)
		if (show(*p, &why) < 0)
			abort(); /* it is ours, and contradicts itself */
}

const struct profiler *const *profiler_begin(void)
{
	fill();
	return catalog.shown;
}

const struct profiler *const *profiler_end(void)
{
	fill();
	return catalog.shown + catalog.count;
}

const struct profiler *profiler_by_name(const char *name)
{
	for (const struct profiler *const *p = profiler_begin();
	     p < profiler_end(); p++)
		if (strcmp((*p)->name, name) == 0)
			return *p;
	return NULL;
}

int catalog_add(const struct profiler *descriptor, struct reason *why)
{
	if (profiler_by_name(descriptor->name))
		return reason_set(why, "there is a profiler \"%s\" already",
				  descriptor->name);
	return show(descriptor, why);
}

const struct profiler *catalog_variant(const char *label)
{
	for (const struct kept *k = catalog.kept; k; k = k->next)
		if (strcmp(k->variant->label, label) == 0)
			return k->variant;
	return NULL;
}

void catalog_keep(struct profiler *variant)
{
	struct kept *kept = malloc(sizeof(*kept));

	if (!kept)
		abort();
	*kept = (struct kept){ variant, catalog.kept };
	catalog.kept = kept;
}
