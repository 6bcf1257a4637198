/* diff_data.c: what changed between two views, as JSON and as CSV: unrounded. */
#include <stdlib.h>

#include "base/json.h"
#include "view/diff.h"
#include "view/show_parts.h"

static struct json_object *put_change(const struct change *change)
{
	const struct view_line *line = change_line(change);
	struct json_object *row = json_object_new_object();

	json_set_text(row, "file", line->file);
	json_set_text(row, "function", line->function);
	json_set(row, "line_before", change->before ?
		 json_object_new_int(change->before->line) : NULL);
	json_set(row, "line_after", change->after ?
		 json_object_new_int(change->after->line) : NULL);
	json_set_number(row, "before", change->was);
	json_set_number(row, "after", change->is);
	json_set_bool(row, "noise", change->noise);
	json_set_text(row, "text", line->text);
	return row;
}

/* As many of COUNT as --top leaves. */
static size_t most(const struct show *show, size_t count)
{
	return show->top && (size_t)show->top < count ? (size_t)show->top :
							count;
}

/* NULL when COLUMN is not asked for, or not in both. */
static struct json_object *put_column(const struct show *show,
				      const struct view *before,
				      const struct view *after,
				      enum view_column column)
{
	size_t count;
	struct change *changes =
		diff_wanted(show, before, after, column, &count);
	struct json_object *row, *list;

	if (!changes)
		return NULL;
	row = json_object_new_object();
	list = json_object_new_array();
	json_set_text(row, "column", view_fields[column].key);
	json_set_text(row, "meaning", view_fields[column].meaning);
	json_set_text(row, "unit", diff_unit(before, after, column));
	json_set_number(row, "total_before", before->total[column]);
	json_set_number(row, "total_after", after->total[column]);
	for (size_t i = 0; i < most(show, count); i++)
		json_object_array_add(list, put_change(&changes[i]));
	json_set(row, "lines", list);
	free(changes);
	return row;
}

struct json_object *diff_json(const struct show *show,
			      const struct view *before,
			      const struct view *after)
{
	struct json_object *json = json_object_new_object();
	struct json_object *list = json_object_new_array();

	json_set_text(json, "difference", show->title);
	for (size_t i = 0; i < VIEW_COLUMNS; i++) {
		struct json_object *column = put_column(
			show, before, after, (enum view_column)i);

		if (column)
			json_object_array_add(list, column);
	}
	json_set(json, "columns", list);
	return json;
}

static void add_row(const char *key, const struct change *change,
		    struct buf *out)
{
	const struct view_line *line = change_line(change);

	buf_addf(out, "%s,", key);
	show_quoted(out, line->file);
	buf_adds(out, ",");
	if (change->before)
		buf_addf(out, "%d", change->before->line);
	buf_adds(out, ",");
	if (change->after)
		buf_addf(out, "%d", change->after->line);
	buf_addf(out, ",%.17g,%.17g,%d,", change->was, change->is,
		 change->noise);
	show_quoted(out, line->text);
	buf_adds(out, "\r\n");
}

void diff_csv(const struct show *show, const struct view *before,
	      const struct view *after, struct buf *out)
{
	buf_adds(out, "column,file,line_before,line_after,before,after,noise,"
		      "text\r\n");
	for (size_t i = 0; i < VIEW_COLUMNS; i++) {
		size_t count;
		struct change *changes = diff_wanted(
			show, before, after, (enum view_column)i, &count);

		for (size_t j = 0; j < most(show, count); j++)
			add_row(view_fields[i].key, &changes[j], out);
		free(changes);
	}
}
