/* diff.c: what changed, line by line, between two views. */
#include "view/diff.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool same(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

static const char *unindented(const char *text)
{
	return text + strspn(text, " \t");
}

/* How far line A is from being B: 0 here, large for one that moved; -1: another. */
static long distance(const struct view_line *a, const struct view_line *b)
{
	if (strcmp(last_part(a->file), last_part(b->file)) != 0)
		return -1;
	if (!a->text || !b->text)
		return a->line == b->line ? 0 : -1;
	if (!same(a->function, b->function) ||
	    strcmp(unindented(a->text), unindented(b->text)) != 0)
		return -1;
	return labs((long)a->line - b->line);
}

/* The line of BEFORE that LINE was; NULL: it is new. TAKEN are those that were found. */
static const struct view_line *find_old(const struct view *before,
					const struct view_line *line,
					bool *taken)
{
	long nearest = -1;
	size_t best = 0;

	for (size_t i = 0; i < before->line_count; i++) {
		long far = taken[i] ? -1 : distance(&before->lines[i], line);

		if (far >= 0 && (nearest < 0 || far < nearest)) {
			nearest = far;
			best = i;
		}
	}
	if (nearest < 0)
		return NULL;
	taken[best] = true;
	return &before->lines[best];
}

static const char *unit_of(const struct view *view, enum view_column column)
{
	const struct view_field *field = &view_fields[column];
	const char *unit = view->said[GROUP_CPU].unit;

	return field->kind == VIEW_SIZE		 ? "bytes" :
	       field->group == GROUP_CPU && unit ? unit :
						   "";
}

const char *diff_unit(const struct view *before, const struct view *after,
		      enum view_column column)
{
	const char *unit = unit_of(before, column);

	return strcmp(unit, unit_of(after, column)) == 0 ? unit : "% of all";
}

static bool in_both(const struct view *before, const struct view *after,
		    enum view_column column)
{
	enum view_group group = view_fields[column].group;

	return before->said[group].profiler && after->said[group].profiler &&
	       (view_has(before, column) || view_has(after, column));
}

/* What a value of VIEW is multiplied with, to be in UNIT. */
static double scale_of(const struct view *view, enum view_column column,
		       const char *unit)
{
	if (*unit != '%')
		return 1;
	return view->total[column] > 0 ? 100 / view->total[column] : 0;
}

/*
 * The square of one standard deviation of VALUE, which is a sum of samples, in its unit
 * (Poisson: of N samples it is that of N); 0: it counts.
 */
static double variance(const struct view *view, enum view_column column,
		       double value, double scale)
{
	enum view_group group = view_fields[column].group;
	double samples = view->said[group].samples;
	double each = scale * view->total[column] / samples;

	if (group != GROUP_CPU || isnan(samples) || samples <= 0)
		return 0;
	return value * each;
}

static double value_of(const struct view_line *line, enum view_column column,
		       double scale)
{
	return line && !isnan(line->value[column]) ?
		       line->value[column] * scale : 0;
}

static int by_size(const void *a, const void *b)
{
	const struct change *x = a, *y = b;
	double p = fabs(x->is - x->was), q = fabs(y->is - y->was);

	return (p < q) - (p > q);
}

/* What is compared: two views, before and after, by a column in a common unit. */
struct pair {
	const struct view *view[2];
	double scale[2];
	enum view_column column;
};

/* Two standard deviations of the difference, about 95 % of what chance does. */
static bool is_noise(const struct pair *pair, const struct change *change)
{
	double both = variance(pair->view[0], pair->column, change->was,
			       pair->scale[0]) +
		      variance(pair->view[1], pair->column, change->is,
			       pair->scale[1]);

	return fabs(change->is - change->was) <= 2 * sqrt(both);
}

static void add(const struct pair *pair, struct change *changes, size_t *count,
		const struct view_line *before, const struct view_line *after)
{
	struct change change = {
		.before = before,
		.after = after,
		.was = value_of(before, pair->column, pair->scale[0]),
		.is = value_of(after, pair->column, pair->scale[1]),
	};

	if (change.was == 0 && change.is == 0)
		return;
	change.noise = is_noise(pair, &change);
	changes[(*count)++] = change;
}

const struct view_line *change_line(const struct change *change)
{
	return change->after ? change->after : change->before;
}

struct change *diff_lines(const struct view *before, const struct view *after,
			  enum view_column column, size_t *count)
{
	const char *unit = diff_unit(before, after, column);
	const struct pair pair = { { before, after },
				   { scale_of(before, column, unit),
				     scale_of(after, column, unit) },
				   column };
	struct change *changes = calloc(
		before->line_count + after->line_count + 1, sizeof(*changes));
	bool *taken = calloc(before->line_count + 1, sizeof(*taken));

	*count = 0;
	for (size_t i = 0; changes && taken && i < after->line_count; i++) {
		const struct view_line *line = &after->lines[i];

		add(&pair, changes, count, find_old(before, line, taken), line);
	}
	for (size_t i = 0; changes && taken && i < before->line_count; i++)
		if (!taken[i])
			add(&pair, changes, count, &before->lines[i], NULL);
	if (changes && *count > 1)
		qsort(changes, *count, sizeof(*changes), by_size);
	free(taken);
	return changes;
}

struct change *diff_wanted(const struct show *show, const struct view *before,
			   const struct view *after, enum view_column column,
			   size_t *count)
{
	struct change *changes = NULL;
	size_t all = 0;

	*count = 0;
	if (in_both(before, after, column) &&
	    (!show->sort || view_column(show->sort) == column))
		changes = diff_lines(before, after, column, &all);
	for (size_t i = 0; changes && i < all; i++)
		if (show_wants(show, change_line(&changes[i])))
			changes[(*count)++] = changes[i];
	return changes;
}
