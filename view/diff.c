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

/* The square of one standard deviation of a sum of samples (Poisson); 0: it counts. */
static double variance(const struct view *view, enum view_column column,
		       double value)
{
	enum view_group group = view_fields[column].group;
	double samples = view->said[group].samples;
	double each = view->total[column] / samples;

	if (group != GROUP_CPU || isnan(samples) || samples <= 0)
		return 0;
	return value * each;
}

/* Two standard deviations of the difference, about 95 % of what chance does. */
static bool is_noise(const struct view *before, const struct view *after,
		     enum view_column column, const struct change *change)
{
	double both = variance(before, column, change->was) +
		      variance(after, column, change->is);

	return fabs(change->is - change->was) <= 2 * sqrt(both);
}

static double value_of(const struct view_line *line, enum view_column column)
{
	return line && !isnan(line->value[column]) ? line->value[column] : 0;
}

static int by_size(const void *a, const void *b)
{
	const struct change *x = a, *y = b;
	double p = fabs(x->is - x->was), q = fabs(y->is - y->was);

	return (p < q) - (p > q);
}

static void add(struct change *changes, size_t *count,
		const struct view *views[2], const struct view_line *lines[2],
		enum view_column column)
{
	struct change change = { lines[0], lines[1],
				 value_of(lines[0], column),
				 value_of(lines[1], column), false };

	if (change.was == 0 && change.is == 0)
		return;
	change.noise = is_noise(views[0], views[1], column, &change);
	changes[(*count)++] = change;
}

struct change *diff_lines(const struct view *before, const struct view *after,
			  enum view_column column, size_t *count)
{
	const struct view *views[2] = { before, after };
	struct change *changes = calloc(
		before->line_count + after->line_count + 1, sizeof(*changes));
	bool *taken = calloc(before->line_count + 1, sizeof(*taken));

	*count = 0;
	for (size_t i = 0; changes && taken && i < after->line_count; i++) {
		const struct view_line *line = &after->lines[i];
		const struct view_line *lines[2] = {
			find_old(before, line, taken), line
		};

		add(changes, count, views, lines, column);
	}
	for (size_t i = 0; changes && taken && i < before->line_count; i++) {
		const struct view_line *lines[2] = { &before->lines[i], NULL };

		if (!taken[i])
			add(changes, count, views, lines, column);
	}
	if (changes && *count > 1)
		qsort(changes, *count, sizeof(*changes), by_size);
	free(taken);
	return changes;
}

static void add_change(const struct show *show, const struct change *change,
		       double scale, struct buf *out)
{
	const struct view_line *line = change->after ? change->after :
						       change->before;
	const char *text = line->text ? unindented(line->text) : "";

	if (change->noise && show->colour)
		buf_adds(out, "\033[2m");
	buf_addf(out, "  %14.6g %14.6g %+14.6g  %s%s:%d  %.60s",
		 change->was / scale, change->is / scale,
		 (change->is - change->was) / scale,
		 change->noise ? "(noise) " : "", line->file, line->line, text);
	if (change->noise && show->colour)
		buf_adds(out, "\033[0m");
	buf_adds(out, "\n");
}

static void add_column(const struct show *show, const struct view *before,
		       const struct view *after, enum view_column column,
		       struct buf *out)
{
	const struct view_field *field = &view_fields[column];
	const char *unit = field->kind == VIEW_SIZE	 ? "MB" :
			   field->group == GROUP_CPU ?
				   after->said[GROUP_CPU].unit : "";
	double scale = field->kind == VIEW_SIZE ? 1e6 : 1;
	size_t most = show->top ? (size_t)show->top : 20, count;
	struct change *changes = diff_lines(before, after, column, &count);

	buf_addf(out, "\n%s%s%s: before, after, change\n", field->meaning,
		 *unit ? ", " : "", unit);
	for (size_t i = 0; changes && i < count && i < most; i++)
		add_change(show, &changes[i], scale, out);
	if (count > most)
		buf_addf(out, "  and %zu more\n", count - most);
	free(changes);
}

static bool in_both(const struct view *before, const struct view *after,
		    enum view_column column)
{
	enum view_group group = view_fields[column].group;

	return before->said[group].profiler && after->said[group].profiler &&
	       (view_has(before, column) || view_has(after, column));
}

void diff_text(const struct show *show, const struct view *before,
	       const struct view *after, struct buf *out)
{
	buf_addf(out, "%s\n", show->title);
	for (size_t i = 0; i < VIEW_COLUMNS; i++)
		if (in_both(before, after, (enum view_column)i) &&
		    (!show->sort || view_column(show->sort) == i))
			add_column(show, before, after, (enum view_column)i,
				   out);
}
