/* view.c: what profilers say about each line of the source, side by side. */
#include "view/view.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "profilers/array.h"

void view_init(struct view *view)
{
	*view = (struct view){ 0 };
	for (size_t i = 0; i < VIEW_COLUMNS; i++)
		view->total[i] = NAN;
	buf_init(&view->notes);
}

void view_release(struct view *view)
{
	for (size_t i = 0; i < view->line_count; i++) {
		free(view->lines[i].file);
		free(view->lines[i].function);
		free(view->lines[i].into);
		free(view->lines[i].text);
	}
	for (size_t i = 0; i < view->function_count; i++) {
		free(view->functions[i].name);
		free(view->functions[i].file);
	}
	for (size_t i = 0; i < GROUP_COUNT; i++) {
		free(view->said[i].profiler);
		free(view->said[i].note);
		free(view->said[i].error);
		free(view->said[i].unit);
	}
	for (size_t i = 0; i < view->name_count; i++) {
		free(view->names[i].met);
		free(view->names[i].used);
	}
	free(view->names);
	free(view->lines);
	free(view->functions);
	table_release(&view->line_table);
	table_release(&view->function_table);
	table_release(&view->name_table);
	buf_release(&view->notes);
}

static void line_key(const void *entry, struct table_key *key)
{
	const struct view_line *line = entry;

	*key = (struct table_key){ .file = line->file, .line = line->line };
}

static void function_key(const void *entry, struct table_key *key)
{
	const struct view_function *function = entry;

	*key = (struct table_key){ .name = function->name };
}

struct view_line *view_line(struct view *view, const char *name, int line)
{
	const char *file = view_name(view, name);
	const struct table_array array = { view->lines, view->line_count,
					   sizeof(*view->lines), line_key };
	const struct table_key key = { .file = file, .line = line };
	struct view_line *entry;
	size_t at;

	if (!file || table_find(&view->line_table, &array, &key, &at) < 0)
		return NULL;
	if (at != TABLE_NONE)
		return &view->lines[at];
	entry = array_grow(view->lines, view->line_count, sizeof(*entry));
	if (!entry)
		return NULL;
	view->lines = entry;
	entry += view->line_count;
	if (evidence_take(&entry->file, file) < 0)
		return NULL;
	entry->line = line;
	for (size_t i = 0; i < VIEW_COLUMNS; i++)
		entry->value[i] = NAN;
	view->line_count++;
	return entry;
}

struct view_function *view_function(struct view *view, const char *name)
{
	const struct table_array array = { view->functions,
					   view->function_count,
					   sizeof(*view->functions),
					   function_key };
	const struct table_key key = { .name = name };
	struct view_function *entry;
	size_t at;

	if (table_find(&view->function_table, &array, &key, &at) < 0)
		return NULL;
	if (at != TABLE_NONE)
		return &view->functions[at];
	entry = array_grow(view->functions, view->function_count,
			   sizeof(*entry));
	if (!entry)
		return NULL;
	view->functions = entry;
	entry += view->function_count;
	if (evidence_take(&entry->name, name) < 0)
		return NULL;
	entry->self = entry->total = entry->calls = NAN;
	entry->allocations = entry->bytes = NAN;
	view->function_count++;
	return entry;
}

/* The groups that EVIDENCE says and nobody said before, as bits. */
static unsigned news(const struct view *view, const struct evidence *evidence)
{
	unsigned says = 0;

	for (size_t i = 0; i < evidence->function_count; i++) {
		says |= !isnan(evidence->functions[i].self) ? 1u << GROUP_CPU
							    : 0;
		says |= !isnan(evidence->functions[i].calls) ? 1u << GROUP_CALLS
							     : 0;
	}
	for (size_t i = 0; i < evidence->line_count; i++)
		says |= !isnan(evidence->lines[i].copied) ? 1u << GROUP_COPY : 0;
	for (size_t i = 0; i < evidence->site_count; i++) {
		const struct evidence_site *site = &evidence->sites[i];

		says |= !isnan(site->allocations) || !isnan(site->bytes) ?
				1u << GROUP_MEMORY : 0;
		says |= !isnan(site->peak_bytes) ? 1u << GROUP_PEAK : 0;
	}
	for (unsigned i = 0; i < GROUP_COUNT; i++)
		if (view->said[i].profiler)
			says &= ~(1u << i);
	return says;
}

static int say(struct view_said *said, const struct evidence *evidence,
	       const char *profiler, const char *error)
{
	said->samples = evidence->samples;
	return evidence_take(&said->profiler, profiler) < 0 ||
			       evidence_take(&said->note, evidence->note) < 0 ||
			       evidence_take(&said->error, error) < 0 ||
			       evidence_take(&said->unit, evidence->unit) < 0 ?
		       -1 :
		       0;
}

struct adding {
	struct view *view;
	unsigned groups; /* bits */
};

/* Take VALUE into COLUMN of LINE and, but for CPU time, of the total. */
static void take(const struct adding *adding, struct view_line *line,
		 enum view_column column, double value)
{
	enum view_group group = view_fields[column].group;

	if (!(adding->groups >> group & 1))
		return;
	evidence_add(&line->value[column], value);
	if (group != GROUP_CPU)
		evidence_add(&adding->view->total[column], value);
}

static int add_line(const struct adding *adding,
		    const struct evidence_line *from)
{
	struct view_line *line =
		view_line(adding->view, from->file, from->line);

	if (!line || evidence_take(&line->function, from->function) < 0 ||
	    evidence_take(&line->into, from->into) < 0)
		return -1;
	take(adding, line, VIEW_USER, from->self);
	take(adding, line, VIEW_KERNEL, from->kernel);
	take(adding, line, VIEW_LIBRARY, from->library);
	take(adding, line, VIEW_CALLS, from->calls);
	take(adding, line, VIEW_COPIED, from->copied);
	return 0;
}

/* A site without a line is a function's all the same. */
static int add_site(const struct adding *adding,
		    const struct evidence_site *from)
{
	struct view_function *function =
		view_function(adding->view, from->function);
	struct view_line none = { .line = 0 }, *line = &none;

	if (!function)
		return -1;
	if (adding->groups >> GROUP_MEMORY & 1) {
		evidence_add(&function->allocations, from->allocations);
		evidence_add(&function->bytes, from->bytes);
	}
	for (size_t i = 0; i < VIEW_COLUMNS; i++)
		none.value[i] = NAN;
	if (from->file && from->line > 0) {
		line = view_line(adding->view, from->file, from->line);
		if (!line ||
		    evidence_take(&line->function, from->function) < 0)
			return -1;
	}
	take(adding, line, VIEW_ALLOCATIONS, from->allocations);
	take(adding, line, VIEW_BYTES, from->bytes);
	take(adding, line, VIEW_PEAK, from->peak_bytes);
	take(adding, line, VIEW_LEAKED, from->leaked_bytes);
	take(adding, line, VIEW_TEMPORARY, from->temporary);
	return 0;
}

static int add_function(const struct adding *adding,
			const struct evidence_function *from)
{
	struct view_function *f = view_function(adding->view, from->name);

	if (!f)
		return -1;
	if (!f->file)
		f->line = from->line;
	if (evidence_take(&f->file, from->file) < 0)
		return -1;
	if (adding->groups >> GROUP_CALLS & 1)
		evidence_add(&f->calls, from->calls);
	if (!(adding->groups >> GROUP_CPU & 1))
		return 0;
	evidence_add(&f->self, from->self);
	evidence_add(&f->total, from->total);
	for (size_t i = VIEW_USER; i <= VIEW_LIBRARY; i++)
		evidence_add(&adding->view->total[i], from->self);
	return 0;
}

int view_add(struct view *view, const struct evidence *evidence,
	     const char *profiler, const char *error)
{
	struct adding adding = { view, news(view, evidence) };

	for (unsigned i = 0; i < GROUP_COUNT; i++)
		if (adding.groups >> i & 1 &&
		    say(&view->said[i], evidence, profiler, error) < 0)
			return -1;
	for (size_t i = 0; i < evidence->function_count; i++)
		if (add_function(&adding, &evidence->functions[i]) < 0)
			return -1;
	for (size_t i = 0; i < evidence->line_count; i++)
		if (add_line(&adding, &evidence->lines[i]) < 0)
			return -1;
	for (size_t i = 0; i < evidence->site_count; i++)
		if (add_site(&adding, &evidence->sites[i]) < 0)
			return -1;
	return 0;
}
