/* saved.c: a view that `tare view --json` has printed, with the text of its lines. */
#include "view/saved.h"

#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/member.h"

bool saved_is(const char *path)
{
	char head[33] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool is;

	/* It begins with its title. */
	is = fd >= 0 && read(fd, head, sizeof(head) - 1) > 0 &&
	     *head == '{' && strstr(head, "\"view\"");
	if (fd >= 0)
		close(fd);
	return is;
}

/* What is read into a view in which others may have said something before. */
struct taking {
	struct view *view;
	unsigned groups; /* bits: those that nobody has said */
};

static bool takes(const struct taking *taking, enum view_group group)
{
	return taking->groups >> group & 1;
}

/* The groups of COLUMNS that nobody has said before, as bits. */
static unsigned news(const struct view *view, struct json_object *columns)
{
	unsigned groups = 0;

	for (size_t i = 0; i < json_length(columns); i++) {
		enum view_column column = view_column(
			json_text(json_at(columns, i), "column", ""));

		if (column != VIEW_COLUMNS &&
		    !view->said[view_fields[column].group].profiler)
			groups |= 1u << view_fields[column].group;
	}
	return groups;
}

static int read_column(const struct taking *taking, struct json_object *json)
{
	enum view_column column = view_column(json_text(json, "column", ""));
	struct view_said *said;

	if (column == VIEW_COLUMNS || !takes(taking, view_fields[column].group))
		return 0;
	said = &taking->view->said[view_fields[column].group];
	said->samples = json_get_number(json, "samples", NAN);
	taking->view->total[column] = json_get_number(json, "total", NAN);
	return evidence_take(&said->profiler,
			     json_text(json, "profiler", "?")) < 0 ||
			       evidence_take(&said->unit,
					     json_text(json, "unit", "")) < 0 ||
			       evidence_take(&said->note,
					     json_text(json, "note", NULL)) < 0 ||
			       evidence_take(&said->error,
					     json_text(json, "error", NULL)) < 0 ?
		       -1 :
		       0;
}

/* The number of a source line; 0: none. */
static int line_number(struct json_object *json)
{
	double number = json_get_number(json, "line", 0);

	return number > 0 && number < 1e9 ? (int)number : 0;
}

static int read_line(const struct taking *taking, struct json_object *json)
{
	int number = line_number(json);
	struct view_line *line;

	if (!json_text(json, "file", NULL) || !number)
		return -1;
	line = view_line(taking->view, json_text(json, "file", ""), number);
	if (!line ||
	    evidence_take(&line->function, json_text(json, "function", NULL)) <
		    0 ||
	    evidence_take(&line->into, json_text(json, "into", NULL)) < 0 ||
	    evidence_take(&line->text, json_text(json, "text", NULL)) < 0)
		return -1;
	for (size_t i = 0; i < VIEW_COLUMNS; i++)
		if (takes(taking, view_fields[i].group))
			line->value[i] = json_get_number(
				json, view_fields[i].key, NAN);
	return 0;
}

static int read_function(const struct taking *taking, struct json_object *json)
{
	struct view_function *f = view_function(
		taking->view, json_text(json, "function", "?"));

	if (!f)
		return -1;
	if (!f->file)
		f->line = line_number(json);
	if (evidence_take(&f->file, json_text(json, "file", NULL)) < 0)
		return -1;
	for (size_t i = 0; i < FUNCTION_FIELDS; i++)
		if (takes(taking, function_fields[i].group))
			member_set_number(f, function_fields[i].offset,
					  json_get_number(
						  json, function_fields[i].key,
						  NAN));
	return 0;
}

static int read_list(const struct taking *taking, struct json_object *list,
		     int (*read)(const struct taking *, struct json_object *))
{
	for (size_t i = 0; i < json_length(list); i++)
		if (read(taking, json_at(list, i)) < 0)
			return -1;
	return 0;
}

static int take(struct view *view, struct json_object *json)
{
	struct json_object *columns = json_get(json, "columns");
	const struct taking taking = { view, news(view, columns) };

	buf_adds(&view->notes, json_text(json, "notes", ""));
	if (read_list(&taking, columns, read_column) < 0 ||
	    read_list(&taking, json_get(json, "functions"), read_function) < 0)
		return -1;
	return read_list(&taking, json_get(json, "lines"), read_line);
}

int saved_read(struct view *view, const char *path, struct reason *why)
{
	struct json_object *json = json_read(path, why);
	int status = -1;

	if (!json)
		return -1;
	if (take(view, json) < 0)
		reason_set(why, "%s cannot be used: it has a line without a "
				"file or number (or there is no memory)",
			   path);
	else
		status = 0;
	json_object_put(json);
	return status;
}
