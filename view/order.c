/* order.c: which lines and functions of a view come first. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "view/view.h"

static int falling(double a, double b)
{
	a = isnan(a) ? -1 : a;
	b = isnan(b) ? -1 : b;
	return (a < b) - (a > b);
}

static int by_place(const void *a, const void *b)
{
	const struct view_line *x = a, *y = b;
	int order = strcmp(x->file, y->file);

	return order ? order : (x->line > y->line) - (x->line < y->line);
}

static int by_self(const void *a, const void *b)
{
	const struct view_function *x = a, *y = b;
	int order = falling(x->self, y->self);

	if (order == 0)
		order = falling(x->bytes, y->bytes);
	if (order == 0)
		order = falling(x->calls, y->calls);
	return order ? order : strcmp(x->name, y->name);
}

static bool is_empty(const struct view_line *line)
{
	for (size_t i = 0; i < VIEW_COLUMNS; i++)
		if (!isnan(line->value[i]) && line->value[i] != 0)
			return false;
	return true;
}

static void drop(struct view_line *line)
{
	free(line->file);
	free(line->function);
	free(line->into);
	free(line->text);
}

/* A column of which every line has nothing is not worth its room. */
static void drop_empty_columns(struct view *view)
{
	for (size_t c = 0; c < VIEW_COLUMNS; c++) {
		double most = 0;

		for (size_t i = 0; i < view->line_count; i++)
			if (view->lines[i].value[c] > most)
				most = view->lines[i].value[c];
		if (most == 0)
			view->total[c] = NAN;
	}
}

void view_finish(struct view *view)
{
	size_t kept = 0;

	for (size_t c = VIEW_USER; c <= VIEW_LIBRARY; c++)
		if (!isnan(view->total[c]))
			view->cpu = view->total[c];
	for (size_t i = 0; i < view->line_count; i++) {
		if (is_empty(&view->lines[i]))
			drop(&view->lines[i]);
		else
			view->lines[kept++] = view->lines[i];
	}
	view->line_count = kept;
	if (kept > 1)
		qsort(view->lines, kept, sizeof(*view->lines), by_place);
	if (view->function_count > 1)
		qsort(view->functions, view->function_count,
		      sizeof(*view->functions), by_self);
	table_forget(&view->line_table);
	table_forget(&view->function_table);
	drop_empty_columns(view);
}

struct ordering {
	const struct view *view;
	bool weight;		 /* or else */
	enum view_column column; /* VIEW_COLUMNS: all CPU time */
};

static double value_of(const struct ordering *by, size_t at)
{
	const struct view_line *line = &by->view->lines[at];

	if (by->weight)
		return view_weight(by->view, line);
	return by->column == VIEW_COLUMNS ? view_cpu(line) :
					    line->value[by->column];
}

static int by_value(const void *a, const void *b, void *data)
{
	const size_t *x = a, *y = b;
	int order = falling(value_of(data, *x), value_of(data, *y));

	return order ? order : (*x > *y) - (*x < *y);
}

static enum view_column choose_column(const struct view *view, const char *key)
{
	if (key)
		return view_column(key);
	for (size_t i = VIEW_CALLS;
	     i < VIEW_COLUMNS && !view_has(view, VIEW_USER) &&
	     !view_has(view, VIEW_KERNEL) && !view_has(view, VIEW_LIBRARY); i++)
		if (view_has(view, (enum view_column)i))
			return (enum view_column)i;
	return VIEW_COLUMNS;
}

static size_t *order_by(struct ordering by)
{
	const struct view *view = by.view;
	size_t *order = malloc((view->line_count + 1) * sizeof(*order));

	if (!order)
		return NULL;
	for (size_t i = 0; i < view->line_count; i++)
		order[i] = i;
	if (view->line_count > 1)
		qsort_r(order, view->line_count, sizeof(*order), by_value, &by);
	return order;
}

size_t *view_order(const struct view *view, const char *key)
{
	return order_by((struct ordering){
		.view = view, .column = choose_column(view, key) });
}

size_t *view_heaviest(const struct view *view)
{
	return order_by((struct ordering){ .view = view, .weight = true });
}
