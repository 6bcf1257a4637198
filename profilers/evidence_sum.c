/* evidence_sum.c: evidence added up, ordered, and asked for numbers. */
#include "evidence.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void evidence_add(double *to, double amount)
{
	if (isnan(amount))
		return;
	*to = isnan(*to) ? amount : *to + amount;
}

static int merge_functions(struct evidence *into, const struct evidence *from)
{
	for (size_t i = 0; i < from->function_count; i++) {
		const struct evidence_function *f = &from->functions[i];
		struct evidence_function *to = evidence_function(into, f->name);

		if (!to)
			return -1;
		if (!to->file)
			to->line = f->line;
		if (evidence_take(&to->file, f->file) < 0)
			return -1;
		evidence_add(&to->calls, f->calls);
		evidence_add(&to->primitive, f->primitive);
		evidence_add(&to->self, f->self);
		evidence_add(&to->total, f->total);
	}
	return 0;
}

static int merge_sites(struct evidence *into, const struct evidence *from)
{
	for (size_t i = 0; i < from->site_count; i++) {
		const struct evidence_site *s = &from->sites[i];
		struct evidence_site *to =
			evidence_site(into, s->function, s->file, s->line);

		if (!to)
			return -1;
		evidence_add(&to->allocations, s->allocations);
		evidence_add(&to->bytes, s->bytes);
		evidence_add(&to->peak_bytes, s->peak_bytes);
		evidence_add(&to->leaked_bytes, s->leaked_bytes);
		evidence_add(&to->temporary, s->temporary);
	}
	return 0;
}

static void add_stack(struct evidence_stack *to,
		      const struct evidence_stack *from)
{
	evidence_add(&to->weight, from->weight);
	evidence_add(&to->bytes, from->bytes);
	evidence_add(&to->peak_bytes, from->peak_bytes);
	evidence_add(&to->leaked_bytes, from->leaked_bytes);
}

static int merge_stacks(struct evidence *into, const struct evidence *from)
{
	for (size_t i = 0; i < from->stack_count; i++) {
		struct evidence_stack *to =
			evidence_stack(into, from->stacks[i].frames);

		if (!to)
			return -1;
		add_stack(to, &from->stacks[i]);
	}
	return 0;
}

static void add_line(struct evidence_line *to, const struct evidence_line *from,
		     double times)
{
	evidence_add(&to->self, times * from->self);
	evidence_add(&to->calls, from->calls);
	evidence_add(&to->kernel, times * from->kernel);
	evidence_add(&to->library, times * from->library);
	evidence_add(&to->copied, from->copied);
}

int evidence_merge_lines(struct evidence *into, const struct evidence *from,
			 double times)
{
	for (size_t i = 0; i < from->line_count; i++) {
		const struct evidence_line *l = &from->lines[i];
		struct evidence_line *to =
			evidence_line(into, l->file, l->line);

		if (!to)
			return -1;
		if (evidence_take(&to->function, l->function) < 0 ||
		    evidence_take(&to->into, l->into) < 0)
			return -1;
		add_line(to, l, times);
	}
	return 0;
}

static int merge_edges(struct evidence *into, const struct evidence *from)
{
	for (size_t i = 0; i < from->edge_count; i++) {
		const struct evidence_edge *e = &from->edges[i];
		struct evidence_edge *to =
			evidence_edge(into, e->caller, e->callee);

		if (!to)
			return -1;
		evidence_add(&to->calls, e->calls);
	}
	return 0;
}

static void merge_totals(struct evidence *into, const struct evidence *from)
{
	bool first = into->processes == 0;

	evidence_add(&into->allocations, from->allocations);
	evidence_add(&into->bytes, from->bytes);
	evidence_add(&into->peak_bytes, from->peak_bytes);
	evidence_add(&into->leaked_bytes, from->leaked_bytes);
	evidence_add(&into->samples, from->samples);
	evidence_add(&into->lost, from->lost);
	evidence_add(&into->unknown, from->unknown);
	evidence_add(&into->truncated, from->truncated);
	if (first)
		into->period = from->period;
	else if (!(into->period == from->period))
		into->period = NAN;
	into->processes += from->processes;
}

int evidence_merge(struct evidence *into, const struct evidence *from)
{
	if (!into->note && from->note &&
	    evidence_set_note(into, from->note) < 0)
		return -1;
	if (!into->unit && from->unit &&
	    evidence_set_unit(into, from->unit) < 0)
		return -1;
	if (merge_functions(into, from) < 0 || merge_sites(into, from) < 0 ||
	    merge_stacks(into, from) < 0 || evidence_merge_lines(into, from, 1) < 0 ||
	    merge_edges(into, from) < 0)
		return -1;
	merge_totals(into, from);
	return 0;
}

/* Falling; what is not said comes after any number. */
static int falling(double a, double b)
{
	if (isnan(a) || isnan(b))
		return isnan(a) - isnan(b);
	return (a < b) - (a > b);
}

static int by_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int by_self(const void *a, const void *b)
{
	const struct evidence_function *x = a, *y = b;
	int order = falling(x->self, y->self);

	if (order == 0)
		order = falling(x->calls, y->calls);
	return order ? order : by_text(x->name, y->name);
}

static int by_bytes(const void *a, const void *b)
{
	const struct evidence_site *x = a, *y = b;
	int order = falling(x->bytes, y->bytes);

	if (order == 0)
		order = falling(x->peak_bytes, y->peak_bytes);
	if (order == 0)
		order = by_text(x->function, y->function);
	if (order == 0)
		order = by_text(x->file, y->file);
	return order ? order : (x->line > y->line) - (x->line < y->line);
}

static int by_weight(const void *a, const void *b)
{
	const struct evidence_stack *x = a, *y = b;
	int order = falling(x->weight, y->weight);

	return order ? order : by_text(x->frames, y->frames);
}

static int by_line(const void *a, const void *b)
{
	const struct evidence_line *x = a, *y = b;
	int order = falling(x->self, y->self);

	if (order == 0)
		order = by_text(x->file, y->file);
	return order ? order : (x->line > y->line) - (x->line < y->line);
}

static int by_edge_calls(const void *a, const void *b)
{
	const struct evidence_edge *x = a, *y = b;
	int order = falling(x->calls, y->calls);

	if (order == 0)
		order = by_text(x->caller, y->caller);
	return order ? order : by_text(x->callee, y->callee);
}

static void sort(void *entries, size_t count, size_t stride,
		 int (*compare)(const void *, const void *))
{
	if (count > 1)
		qsort(entries, count, stride, compare);
}

void evidence_sort(struct evidence *evidence)
{
	sort(evidence->functions, evidence->function_count,
	     sizeof(*evidence->functions), by_self);
	sort(evidence->sites, evidence->site_count, sizeof(*evidence->sites),
	     by_bytes);
	sort(evidence->stacks, evidence->stack_count, sizeof(*evidence->stacks),
	     by_weight);
	sort(evidence->lines, evidence->line_count, sizeof(*evidence->lines),
	     by_line);
	sort(evidence->edges, evidence->edge_count, sizeof(*evidence->edges),
	     by_edge_calls);
	for (size_t i = 0; i < sizeof(evidence->tables) /
				   sizeof(*evidence->tables); i++)
		table_forget(&evidence->tables[i]);
}

double evidence_calls(const struct evidence *evidence, const char *function)
{
	double calls = NAN;

	for (size_t i = 0; i < evidence->function_count; i++) {
		const struct evidence_function *f = &evidence->functions[i];

		if (isnan(f->calls))
			continue;
		if (strcmp(f->name, function) == 0)
			return f->calls;
		calls = 0;
	}
	return calls;
}

double evidence_allocations(const struct evidence *evidence,
			    const char *function, double *bytes)
{
	double allocations = NAN, sum = NAN;

	for (size_t i = 0; i < evidence->site_count; i++) {
		const struct evidence_site *s = &evidence->sites[i];
		bool here = strcmp(s->function, function) == 0;

		if (!isnan(s->allocations))
			evidence_add(&allocations, here ? s->allocations : 0);
		if (!isnan(s->bytes))
			evidence_add(&sum, here ? s->bytes : 0);
	}
	if (bytes)
		*bytes = sum;
	return allocations;
}
