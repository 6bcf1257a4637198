/* fields.c: the columns of a view, and what is in them. */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "view/view.h"

const struct view_field view_fields[VIEW_COLUMNS] = {
	[VIEW_USER] = { "user", "user%", "CPU time in the line itself",
			VIEW_SHARE, GROUP_CPU },
	[VIEW_KERNEL] = { "kernel", "kern%",
			  "CPU time in the kernel, on behalf of the line",
			  VIEW_SHARE, GROUP_CPU },
	[VIEW_LIBRARY] = { "library", "lib%",
			   "CPU time in other objects that the line called",
			   VIEW_SHARE, GROUP_CPU },
	[VIEW_CALLS] = { "calls", "calls", "calls that the line makes",
			 VIEW_COUNT, GROUP_CALLS },
	[VIEW_ALLOCATIONS] = { "allocations", "allocs",
			       "allocations that the line makes", VIEW_COUNT,
			       GROUP_MEMORY },
	[VIEW_BYTES] = { "bytes", "MB", "bytes that it asked for, ever",
			 VIEW_SIZE, GROUP_MEMORY },
	[VIEW_PEAK] = { "peak", "peak MB",
			"of these, live at the moment of the peak", VIEW_SIZE,
			GROUP_PEAK },
	[VIEW_LEAKED] = { "leaked", "leak MB", "of these, never freed",
			  VIEW_SIZE, GROUP_MEMORY },
	[VIEW_TEMPORARY] = { "temporary", "temp",
			     "allocations freed before the next one",
			     VIEW_COUNT, GROUP_MEMORY },
	[VIEW_COPIED] = { "copied", "copy MB",
			  "bytes that memcpy() and its like moved", VIEW_SIZE,
			  GROUP_COPY },
};

const struct function_field function_fields[FUNCTION_FIELDS] = {
	{ "self", GROUP_CPU, offsetof(struct view_function, self) },
	{ "total", GROUP_CPU, offsetof(struct view_function, total) },
	{ "calls", GROUP_CALLS, offsetof(struct view_function, calls) },
	{ "allocations", GROUP_MEMORY,
	  offsetof(struct view_function, allocations) },
	{ "bytes", GROUP_MEMORY, offsetof(struct view_function, bytes) },
};

const char *const view_groups[GROUP_COUNT] = {
	[GROUP_CPU] = "CPU",	   [GROUP_CALLS] = "calls",
	[GROUP_MEMORY] = "memory", [GROUP_PEAK] = "peak",
	[GROUP_COPY] = "copies",
};

enum view_column view_column(const char *key)
{
	size_t i = 0;

	while (i < VIEW_COLUMNS && strcmp(view_fields[i].key, key) != 0)
		i++;
	return (enum view_column)i;
}

bool view_has(const struct view *view, enum view_column column)
{
	return !isnan(view->total[column]);
}

double view_share(const struct view *view, const struct view_line *line,
		  enum view_column column)
{
	double total = view->total[column];

	return total > 0 ? line->value[column] / total : NAN;
}

double view_weight(const struct view *view, const struct view_line *line)
{
	double most = 0;

	for (size_t i = 0; i < VIEW_COLUMNS; i++) {
		double share = view_share(view, line, (enum view_column)i);

		if (i != VIEW_TEMPORARY && share > most)
			most = share;
	}
	return most;
}

double view_cpu(const struct view_line *line)
{
	double sum = NAN;

	evidence_add(&sum, line->value[VIEW_USER]);
	evidence_add(&sum, line->value[VIEW_KERNEL]);
	evidence_add(&sum, line->value[VIEW_LIBRARY]);
	return sum;
}

void view_text(const struct view *view, const struct view_line *line,
	       enum view_column column, char *text, size_t size)
{
	double value = line->value[column];

	*text = '\0';
	if (isnan(value) || value == 0)
		return;
	switch (view_fields[column].kind) {
	case VIEW_SHARE:
		snprintf(text, size, "%.1f",
			 100 * view_share(view, line, column));
		break;
	case VIEW_COUNT:
		snprintf(text, size, "%.0f", value);
		break;
	case VIEW_SIZE:
		snprintf(text, size, value < 1e4 ? "%.6f" : "%.2f",
			 value / 1e6);
		break;
	}
}
