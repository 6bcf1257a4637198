/* show_data.c: a view as JSON and as CSV: all numbers, unrounded. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/member.h"
#include "view/advice.h"
#include "view/show.h"
#include "view/show_parts.h"

static struct json_object *put_columns(const struct view *view)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < VIEW_COLUMNS; i++) {
		const struct view_field *field = &view_fields[i];
		const struct view_said *said = &view->said[field->group];
		struct json_object *row;

		if (!view_has(view, (enum view_column)i))
			continue;
		row = json_object_new_object();
		json_set_text(row, "column", field->key);
		json_set_text(row, "meaning", field->meaning);
		json_set_text(row, "profiler", said->profiler);
		json_set_text(row, "note", said->note);
		json_set_text(row, "error", said->error);
		json_set_number(row, "samples", said->samples);
		json_set_text(row, "unit",
			      field->group == GROUP_CPU	   ? said->unit :
			      field->kind == VIEW_SIZE	   ? "bytes" :
							     "count");
		json_set_number(row, "total", view->total[i]);
		json_object_array_add(list, row);
	}
	return list;
}

static struct json_object *put_functions(const struct view *view)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < view->function_count; i++) {
		const struct view_function *f = &view->functions[i];
		struct json_object *row = json_object_new_object();

		json_set_text(row, "function", f->name);
		json_set_text(row, "file", f->file);
		json_set_int(row, "line", f->line);
		for (size_t n = 0; n < FUNCTION_FIELDS; n++)
			json_set_number(row, function_fields[n].key,
					member_number(
						f, function_fields[n].offset));
		json_object_array_add(list, row);
	}
	return list;
}

static struct json_object *put_line(const struct view *view,
				    const struct view_line *line)
{
	struct json_object *row = json_object_new_object();
	struct buf advice;

	buf_init(&advice);
	advice_add(view, line, &advice);
	json_set_text(row, "file", line->file);
	json_set_int(row, "line", line->line);
	json_set_text(row, "function", line->function);
	json_set_text(row, "into", line->into);
	for (size_t i = 0; i < VIEW_COLUMNS; i++)
		if (view_has(view, (enum view_column)i))
			json_set_number(row, view_fields[i].key,
					line->value[i]);
	json_set_number(row, "cpu_share",
			100 * view_cpu(line) / view->cpu);
	json_set_text(row, "advice", advice.len ? advice.text : NULL);
	json_set_text(row, "text", line->text);
	buf_release(&advice);
	return row;
}

static struct json_object *put_sources(const struct sources *sources)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < sources->count; i++) {
		struct json_object *row = json_object_new_object();

		json_set_text(row, "file", sources->list[i].file);
		json_set_text(row, "found", sources->list[i].found);
		json_object_array_add(list, row);
	}
	return list;
}

struct json_object *show_json(const struct show *show, const struct view *view,
			      const struct sources *sources)
{
	struct json_object *json = json_object_new_object();
	struct json_object *list = json_object_new_array();
	const struct show cut = show_cut(show, view);
	size_t *order = view_order(view, show->sort);

	json_set_text(json, "view", show->title);
	json_set(json, "columns", put_columns(view));
	json_set(json, "functions", put_functions(view));
	for (size_t i = 0; order && i < view->line_count; i++) {
		const struct view_line *line = &view->lines[order[i]];

		if (show_leaves(&cut, view, line) &&
		    (!show->top || json_length(list) < (size_t)show->top))
			json_object_array_add(list, put_line(view, line));
	}
	json_set(json, "lines", list);
	json_set(json, "sources", put_sources(sources));
	json_set_text(json, "notes", view->notes.text);
	free(order);
	return json;
}

/* RFC 4180. */
void show_quoted(struct buf *out, const char *text)
{
	buf_adds(out, "\"");
	for (; text && *text; text++)
		buf_addf(out, *text == '"' ? "\"%c" : "%c", *text);
	buf_adds(out, "\"");
}

static void add_row(const struct view *view, const struct view_line *line,
		    struct buf *out)
{
	struct buf advice;

	buf_init(&advice);
	advice_add(view, line, &advice);
	show_quoted(out, line->file);
	buf_addf(out, ",%d,", line->line);
	show_quoted(out, line->function);
	for (size_t i = 0; i < VIEW_COLUMNS; i++) {
		if (!view_has(view, (enum view_column)i))
			continue;
		buf_adds(out, ",");
		if (!isnan(line->value[i]))
			buf_addf(out, "%.17g", line->value[i]);
	}
	buf_adds(out, ",");
	show_quoted(out, advice.text);
	buf_adds(out, ",");
	show_quoted(out, line->text);
	buf_adds(out, "\r\n");
	buf_release(&advice);
}

void show_csv(const struct show *show, const struct view *view, struct buf *out)
{
	const struct show cut = show_cut(show, view);
	size_t *order = view_order(view, show->sort);
	long rows = 0;

	buf_adds(out, "file,line,function");
	for (size_t i = 0; i < VIEW_COLUMNS; i++)
		if (view_has(view, (enum view_column)i))
			buf_addf(out, ",%s", view_fields[i].key);
	buf_adds(out, ",advice,text\r\n");
	for (size_t i = 0; order && i < view->line_count; i++) {
		const struct view_line *line = &view->lines[order[i]];

		if (show_leaves(&cut, view, line) &&
		    (!show->top || rows < show->top)) {
			add_row(view, line, out);
			rows++;
		}
	}
	free(order);
}
