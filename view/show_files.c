/* show_files.c: which files and rows of a view are shown, and in which order. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "view/show_parts.h"

bool show_wants(const struct show *show, const struct view_line *line)
{
	return (!show->function || (line->function &&
				    strcmp(line->function,
					   show->function) == 0)) &&
	       (!show->file || strstr(line->file, show->file));
}

bool show_matters(const struct view *view, const struct view_line *line)
{
	return view_weight(view, line) > SHOW_MATTERS;
}

static bool is_lighter(const struct view *view, const struct view_line *line,
		       const struct view_line *than)
{
	double a = view_weight(view, line), b = view_weight(view, than);

	return a < b || (a == b && line > than);
}

struct show show_cut(const struct show *show, const struct view *view)
{
	struct show cut = *show;
	size_t *order = NULL;
	long left = show->top;

	if (show->top && !show->sort)
		order = view_heaviest(view);
	for (size_t i = 0; order && left > 0 && i < view->line_count; i++) {
		cut.least = &view->lines[order[i]];
		left -= show_wants(show, cut.least);
	}
	free(order);
	return cut;
}

bool show_leaves(const struct show *show, const struct view *view,
		 const struct view_line *line)
{
	return show_wants(show, line) &&
	       !(show->least && is_lighter(view, line, show->least));
}

bool show_has(const struct show *show, const struct view *view,
	      const struct view_line *line)
{
	return show_leaves(show, view, line) &&
	       (!show->reduced || show_matters(view, line));
}

const struct source *show_find(const struct sources *sources, const char *file)
{
	const struct source *source = sources_find(sources, file);

	return source && source->found ? source : NULL;
}

static int by_weight(const void *a, const void *b)
{
	const struct show_file *x = a, *y = b;

	return (x->weight < y->weight) - (x->weight > y->weight);
}

/* All files of VIEW, those with nothing to show lighter than nothing. */
static size_t weigh_files(const struct show *show, const struct view *view,
			  struct show_file *files)
{
	size_t count = 0;

	for (size_t i = 0; i < view->line_count; i++) {
		const struct view_line *line = &view->lines[i];
		double weight = view_weight(view, line);

		if (i == 0 || strcmp(line->file, line[-1].file) != 0)
			files[count++] = (struct show_file){ i, i, i, -1 };
		files[count - 1].end = i + 1;
		if (show_has(show, view, line) &&
		    weight > files[count - 1].weight)
			files[count - 1].weight = weight;
	}
	return count;
}

struct show_file *show_files(const struct show *show, const struct view *view,
			     size_t *count)
{
	struct show_file *files = calloc(view->line_count + 1, sizeof(*files));
	size_t all = files ? weigh_files(show, view, files) : 0;

	if (all > 1)
		qsort(files, all, sizeof(*files), by_weight);
	*count = 0;
	while (*count < all && files[*count].weight >= 0)
		(*count)++;
	return files;
}

int show_next(const struct show *show, const struct view *view,
	      struct show_file *file, int number, int reach)
{
	for (; file->at < file->end; file->at++) {
		const struct view_line *line = &view->lines[file->at];
		int first = line->line > reach ? line->line - reach : 1;

		if (show_has(show, view, line) &&
		    line->line >= number - reach)
			return first > number ? first : number;
	}
	return 0;
}

const struct view_line *show_line(const struct view *view,
				  const struct show_file *file, int number)
{
	size_t low = file->first, high = file->end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (view->lines[middle].line < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < file->end && view->lines[low].line == number ?
		       &view->lines[low] : NULL;
}
