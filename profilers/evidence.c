/* evidence.c: what a profiler says: making it, and finding an entry in it. */
#include "evidence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "profilers/array.h"

enum kind { FUNCTIONS, SITES, STACKS, LINES, EDGES, KINDS };

void evidence_init(struct evidence *evidence)
{
	*evidence = (struct evidence){
		.allocations = NAN,
		.bytes = NAN,
		.peak_bytes = NAN,
		.leaked_bytes = NAN,
		.samples = NAN,
		.period = NAN,
		.lost = NAN,
		.unknown = NAN,
		.truncated = NAN,
	};
}

static void release_entries(struct evidence *evidence)
{
	for (size_t i = 0; i < evidence->function_count; i++) {
		free(evidence->functions[i].name);
		free(evidence->functions[i].file);
	}
	for (size_t i = 0; i < evidence->site_count; i++) {
		free(evidence->sites[i].function);
		free(evidence->sites[i].file);
	}
	for (size_t i = 0; i < evidence->stack_count; i++)
		free(evidence->stacks[i].frames);
	for (size_t i = 0; i < evidence->line_count; i++) {
		free(evidence->lines[i].file);
		free(evidence->lines[i].function);
		free(evidence->lines[i].into);
	}
	for (size_t i = 0; i < evidence->edge_count; i++) {
		free(evidence->edges[i].caller);
		free(evidence->edges[i].callee);
	}
}

void evidence_release(struct evidence *evidence)
{
	release_entries(evidence);
	free(evidence->functions);
	free(evidence->sites);
	free(evidence->stacks);
	free(evidence->lines);
	free(evidence->edges);
	free(evidence->unit_copy);
	free(evidence->note);
	for (size_t i = 0; i < KINDS; i++)
		table_release(&evidence->tables[i]);
	evidence_init(evidence);
}

int evidence_set_unit(struct evidence *evidence, const char *unit)
{
	char *copy = strdup(unit);

	if (!copy)
		return -1;
	free(evidence->unit_copy);
	evidence->unit = evidence->unit_copy = copy;
	return 0;
}

int evidence_set_note(struct evidence *evidence, const char *note)
{
	char *copy = strdup(note);

	if (!copy)
		return -1;
	free(evidence->note);
	evidence->note = copy;
	return 0;
}

int evidence_take(char **to, const char *from)
{
	if (*to || !from)
		return 0;
	*to = strdup(from);
	return *to ? 0 : -1;
}

static void function_key(const void *entry, struct table_key *key)
{
	key->name = ((const struct evidence_function *)entry)->name;
}

static void site_key(const void *entry, struct table_key *key)
{
	const struct evidence_site *site = entry;

	*key = (struct table_key){ site->function, site->file, site->line };
}

static void stack_key(const void *entry, struct table_key *key)
{
	key->name = ((const struct evidence_stack *)entry)->frames;
}

static void line_key(const void *entry, struct table_key *key)
{
	const struct evidence_line *line = entry;

	key->file = line->file;
	key->line = line->line;
}

static void edge_key(const void *entry, struct table_key *key)
{
	const struct evidence_edge *edge = entry;

	key->name = edge->caller;
	key->file = edge->callee;
}

/* Copy TEXT to *TO; a NULL stays one. */
static int copy_text(char **to, const char *text)
{
	*to = text ? strdup(text) : NULL;
	return text && !*to ? -1 : 0;
}

struct evidence_function *evidence_function(struct evidence *evidence,
					    const char *name)
{
	const struct table_array array = { evidence->functions,
					   evidence->function_count,
					   sizeof(*evidence->functions),
					   function_key };
	const struct table_key key = { .name = name };
	struct evidence_function *entry;
	size_t at;

	if (table_find(&evidence->tables[FUNCTIONS], &array, &key, &at) < 0)
		return NULL;
	if (at != TABLE_NONE)
		return &evidence->functions[at];
	entry = array_grow(evidence->functions, array.count, array.stride);
	if (!entry)
		return NULL;
	evidence->functions = entry;
	entry += array.count;
	if (copy_text(&entry->name, name) < 0)
		return NULL;
	entry->calls = entry->primitive = entry->self = entry->total = NAN;
	evidence->function_count++;
	return entry;
}

struct evidence_site *evidence_site(struct evidence *evidence,
				    const char *function, const char *file,
				    int line)
{
	const struct table_array array = { evidence->sites,
					   evidence->site_count,
					   sizeof(*evidence->sites), site_key };
	const struct table_key key = { function, file, line };
	struct evidence_site *entry;
	size_t at;

	if (table_find(&evidence->tables[SITES], &array, &key, &at) < 0)
		return NULL;
	if (at != TABLE_NONE)
		return &evidence->sites[at];
	entry = array_grow(evidence->sites, array.count, array.stride);
	if (!entry)
		return NULL;
	evidence->sites = entry;
	entry += array.count;
	if (copy_text(&entry->function, function) < 0 ||
	    copy_text(&entry->file, file) < 0) {
		free(entry->function);
		return NULL;
	}
	entry->line = line;
	entry->allocations = entry->bytes = NAN;
	entry->peak_bytes = entry->leaked_bytes = NAN;
	entry->temporary = NAN;
	evidence->site_count++;
	return entry;
}

struct evidence_stack *evidence_stack(struct evidence *evidence,
				      const char *frames)
{
	const struct table_array array = { evidence->stacks,
					   evidence->stack_count,
					   sizeof(*evidence->stacks),
					   stack_key };
	const struct table_key key = { .name = frames };
	struct evidence_stack *entry;
	size_t at;

	if (table_find(&evidence->tables[STACKS], &array, &key, &at) < 0)
		return NULL;
	if (at != TABLE_NONE)
		return &evidence->stacks[at];
	entry = array_grow(evidence->stacks, array.count, array.stride);
	if (!entry)
		return NULL;
	evidence->stacks = entry;
	entry += array.count;
	if (copy_text(&entry->frames, frames) < 0)
		return NULL;
	entry->weight = entry->bytes = NAN;
	entry->peak_bytes = entry->leaked_bytes = NAN;
	evidence->stack_count++;
	return entry;
}

struct evidence_line *evidence_line(struct evidence *evidence, const char *file,
				    int line)
{
	const struct table_array array = { evidence->lines,
					   evidence->line_count,
					   sizeof(*evidence->lines), line_key };
	const struct table_key key = { .file = file, .line = line };
	struct evidence_line *entry;
	size_t at;

	if (table_find(&evidence->tables[LINES], &array, &key, &at) < 0)
		return NULL;
	if (at != TABLE_NONE)
		return &evidence->lines[at];
	entry = array_grow(evidence->lines, array.count, array.stride);
	if (!entry)
		return NULL;
	evidence->lines = entry;
	entry += array.count;
	if (copy_text(&entry->file, file) < 0)
		return NULL;
	entry->line = line;
	entry->self = entry->calls = NAN;
	entry->kernel = entry->library = entry->copied = NAN;
	evidence->line_count++;
	return entry;
}

struct evidence_edge *evidence_edge(struct evidence *evidence,
				    const char *caller, const char *callee)
{
	const struct table_array array = { evidence->edges,
					   evidence->edge_count,
					   sizeof(*evidence->edges), edge_key };
	const struct table_key key = { .name = caller, .file = callee };
	struct evidence_edge *entry;
	size_t at;

	if (table_find(&evidence->tables[EDGES], &array, &key, &at) < 0)
		return NULL;
	if (at != TABLE_NONE)
		return &evidence->edges[at];
	entry = array_grow(evidence->edges, array.count, array.stride);
	if (!entry)
		return NULL;
	evidence->edges = entry;
	entry += array.count;
	if (copy_text(&entry->caller, caller) < 0 ||
	    copy_text(&entry->callee, callee) < 0) {
		free(entry->caller);
		return NULL;
	}
	entry->calls = NAN;
	evidence->edge_count++;
	return entry;
}
