/* evidence_json.c: evidence as JSON, and back. */
#include "evidence.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/json.h"
#include "base/member.h"

/* A row of numbers: JSON member and where it is in the struct. */
struct number {
	const char *key;
	size_t offset;
};

static const struct number totals[] = {
	{ "allocations", offsetof(struct evidence, allocations) },
	{ "bytes", offsetof(struct evidence, bytes) },
	{ "peak_bytes", offsetof(struct evidence, peak_bytes) },
	{ "leaked_bytes", offsetof(struct evidence, leaked_bytes) },
	{ NULL, 0 },
};

static const struct number sampling[] = {
	{ "samples", offsetof(struct evidence, samples) },
	{ "period", offsetof(struct evidence, period) },
	{ "lost", offsetof(struct evidence, lost) },
	{ "unknown", offsetof(struct evidence, unknown) },
	{ "truncated", offsetof(struct evidence, truncated) },
	{ NULL, 0 },
};

static const struct number function_numbers[] = {
	{ "ncalls", offsetof(struct evidence_function, calls) },
	{ "primitive", offsetof(struct evidence_function, primitive) },
	{ "tottime", offsetof(struct evidence_function, self) },
	{ "cumtime", offsetof(struct evidence_function, total) },
	{ NULL, 0 },
};

static const struct number site_numbers[] = {
	{ "allocations", offsetof(struct evidence_site, allocations) },
	{ "bytes", offsetof(struct evidence_site, bytes) },
	{ "peak_bytes", offsetof(struct evidence_site, peak_bytes) },
	{ "leaked_bytes", offsetof(struct evidence_site, leaked_bytes) },
	{ NULL, 0 },
};

/* As below: what few tools say. */
static const struct number site_extra[] = {
	{ "temporary", offsetof(struct evidence_site, temporary) },
	{ NULL, 0 },
};

static const struct number stack_numbers[] = {
	{ "weight", offsetof(struct evidence_stack, weight) },
	{ NULL, 0 },
};

/* Only where they are said: other tools have many stacks. */
static const struct number stack_bytes[] = {
	{ "bytes", offsetof(struct evidence_stack, bytes) },
	{ "peak_bytes", offsetof(struct evidence_stack, peak_bytes) },
	{ "leaked_bytes", offsetof(struct evidence_stack, leaked_bytes) },
	{ NULL, 0 },
};

static const struct number line_numbers[] = {
	{ "self", offsetof(struct evidence_line, self) },
	{ "calls", offsetof(struct evidence_line, calls) },
	{ NULL, 0 },
};

static const struct number line_extra[] = {
	{ "kernel", offsetof(struct evidence_line, kernel) },
	{ "library", offsetof(struct evidence_line, library) },
	{ "copied", offsetof(struct evidence_line, copied) },
	{ NULL, 0 },
};

static void put_numbers(struct json_object *json, const struct number *rows,
			const void *entry)
{
	for (; rows->key; rows++)
		json_set_number(json, rows->key,
				member_number(entry, rows->offset));
}

/* Those that are said. */
static void put_known(struct json_object *json, const struct number *rows,
		      const void *entry)
{
	for (; rows->key; rows++) {
		double value = member_number(entry, rows->offset);

		if (!isnan(value))
			json_set_number(json, rows->key, value);
	}
}

static void get_numbers(struct json_object *json, const struct number *rows,
			void *entry)
{
	for (; rows->key; rows++)
		member_set_number(entry, rows->offset,
				  json_get_number(json, rows->key, NAN));
}

static struct json_object *numbers(const struct number *rows, const void *entry)
{
	struct json_object *json = json_object_new_object();

	put_numbers(json, rows, entry);
	return json;
}

/* {"function", "file", "line"}: what a row is about. */
static struct json_object *place(const char *function, const char *file,
				 int line)
{
	struct json_object *json = json_object_new_object();

	json_set_text(json, "function", function);
	json_set_text(json, "file", file);
	json_set_int(json, "line", line);
	return json;
}

static struct json_object *put_functions(const struct evidence *evidence)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < evidence->function_count; i++) {
		const struct evidence_function *f = &evidence->functions[i];
		struct json_object *row = place(f->name, f->file, f->line);

		put_numbers(row, function_numbers, f);
		/* Derived, for readers of cProfile: see pstats, "percall". */
		json_set_number(row, "percall", f->self / f->calls);
		json_set_number(row, "percall_cum", f->total / f->primitive);
		json_object_array_add(list, row);
	}
	return list;
}

static struct json_object *put_sites(const struct evidence *evidence)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < evidence->site_count; i++) {
		const struct evidence_site *s = &evidence->sites[i];
		struct json_object *row = place(s->function, s->file, s->line);

		put_numbers(row, site_numbers, s);
		put_known(row, site_extra, s);
		json_object_array_add(list, row);
	}
	return list;
}

static struct json_object *put_stacks(const struct evidence *evidence)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < evidence->stack_count; i++) {
		const struct evidence_stack *s = &evidence->stacks[i];
		struct json_object *row = json_object_new_object();

		json_set_text(row, "frames", s->frames);
		put_numbers(row, stack_numbers, s);
		if (!isnan(s->bytes) || !isnan(s->peak_bytes) ||
		    !isnan(s->leaked_bytes))
			put_numbers(row, stack_bytes, s);
		json_object_array_add(list, row);
	}
	return list;
}

static struct json_object *put_lines(const struct evidence *evidence)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < evidence->line_count; i++) {
		const struct evidence_line *l = &evidence->lines[i];
		struct json_object *row = place(l->function, l->file, l->line);

		if (l->into)
			json_set_text(row, "into", l->into);
		put_numbers(row, line_numbers, l);
		put_known(row, line_extra, l);
		json_object_array_add(list, row);
	}
	return list;
}

static struct json_object *put_edges(const struct evidence *evidence)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < evidence->edge_count; i++) {
		const struct evidence_edge *e = &evidence->edges[i];
		struct json_object *row = json_object_new_object();

		json_set_text(row, "caller", e->caller);
		json_set_text(row, "callee", e->callee);
		json_set_number(row, "ncalls", e->calls);
		json_object_array_add(list, row);
	}
	return list;
}

struct json_object *evidence_to_json(const struct evidence *evidence)
{
	struct json_object *json = json_object_new_object();

	json_set_text(json, "unit", evidence->unit);
	if (evidence->note)
		json_set_text(json, "note", evidence->note);
	json_set_int(json, "processes", evidence->processes);
	json_set(json, "totals", numbers(totals, evidence));
	json_set(json, "sampling", numbers(sampling, evidence));
	json_set(json, "functions", put_functions(evidence));
	json_set(json, "sites", put_sites(evidence));
	json_set(json, "stacks", put_stacks(evidence));
	json_set(json, "lines", put_lines(evidence));
	if (evidence->edge_count)
		json_set(json, "edges", put_edges(evidence));
	return json;
}

int evidence_save(const struct evidence *evidence, const char *directory,
		  struct reason *why)
{
	char *path = path_format("%s/evidence.json", directory);
	struct json_object *json = evidence_to_json(evidence);
	int status = json_write(path, json, why);

	json_object_put(json);
	free(path);
	return status;
}

/*
 * A line number, or a count of processes; 0 for what cannot be one. The highest line is
 * that of #line (C11, 6.10.4).
 */
static int small_number(struct json_object *json, const char *key)
{
	double value = json_get_number(json, key, 0);

	return value > 0 && value <= INT_MAX ? (int)value : 0;
}

static int get_function(struct evidence *evidence, struct json_object *row)
{
	const char *name = json_text(row, "function", NULL);
	const char *file = json_text(row, "file", NULL);
	struct evidence_function *f;

	if (!name)
		return -1;
	f = evidence_function(evidence, name);
	if (!f)
		return -1;
	if (evidence_take(&f->file, file) < 0)
		return -1;
	f->line = small_number(row, "line");
	get_numbers(row, function_numbers, f);
	return 0;
}

static int get_site(struct evidence *evidence, struct json_object *row)
{
	const char *function = json_text(row, "function", NULL);
	struct evidence_site *s;

	if (!function)
		return -1;
	s = evidence_site(evidence, function, json_text(row, "file", NULL),
			  small_number(row, "line"));
	if (!s)
		return -1;
	get_numbers(row, site_numbers, s);
	get_numbers(row, site_extra, s);
	return 0;
}

static int get_stack(struct evidence *evidence, struct json_object *row)
{
	const char *frames = json_text(row, "frames", NULL);
	struct evidence_stack *s;

	s = frames ? evidence_stack(evidence, frames) : NULL;
	if (!s)
		return -1;
	get_numbers(row, stack_numbers, s);
	get_numbers(row, stack_bytes, s);
	return 0;
}

static int get_line(struct evidence *evidence, struct json_object *row)
{
	const char *file = json_text(row, "file", NULL);
	struct evidence_line *l;

	l = file ? evidence_line(evidence, file, small_number(row, "line"))
		 : NULL;
	if (!l)
		return -1;
	if (evidence_take(&l->function, json_text(row, "function", NULL)) < 0 ||
	    evidence_take(&l->into, json_text(row, "into", NULL)) < 0)
		return -1;
	get_numbers(row, line_numbers, l);
	get_numbers(row, line_extra, l);
	return 0;
}

static int get_edge(struct evidence *evidence, struct json_object *row)
{
	const char *caller = json_text(row, "caller", NULL);
	const char *callee = json_text(row, "callee", NULL);
	struct evidence_edge *e;

	e = caller && callee ? evidence_edge(evidence, caller, callee) : NULL;
	if (!e)
		return -1;
	e->calls = json_get_number(row, "ncalls", NAN);
	return 0;
}

static int get_list(struct evidence *evidence, struct json_object *json,
		    const char *key, struct reason *why,
		    int (*get)(struct evidence *, struct json_object *))
{
	struct json_object *list = json_get(json, key);

	if (!list)
		return 0;
	if (!json_object_is_type(list, json_type_array))
		return reason_set(why, "evidence: \"%s\" is not a list", key);
	for (size_t i = 0; i < json_object_array_length(list); i++)
		if (get(evidence, json_object_array_get_idx(list, i)) < 0)
			return reason_set(why,
					  "evidence: \"%s\" row %zu has no name"
					  " (or there is no memory)",
					  key, i);
	return 0;
}

int evidence_from_json(struct evidence *evidence, struct json_object *json,
		       struct reason *why)
{
	const char *unit = json_text(json, "unit", NULL);
	const char *note = json_text(json, "note", NULL);

	if (!json_object_is_type(json, json_type_object))
		return reason_set(why, "evidence is not a JSON object");
	if ((unit && evidence_set_unit(evidence, unit) < 0) ||
	    (note && evidence_set_note(evidence, note) < 0))
		return reason_set(why, "no memory for evidence");
	evidence->processes = (unsigned)small_number(json, "processes");
	get_numbers(json_get(json, "totals"), totals, evidence);
	get_numbers(json_get(json, "sampling"), sampling, evidence);
	if (get_list(evidence, json, "functions", why, get_function) < 0 ||
	    get_list(evidence, json, "sites", why, get_site) < 0 ||
	    get_list(evidence, json, "stacks", why, get_stack) < 0 ||
	    get_list(evidence, json, "lines", why, get_line) < 0 ||
	    get_list(evidence, json, "edges", why, get_edge) < 0)
		return -1;
	return 0;
}
