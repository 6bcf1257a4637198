/* saved.c: a view that `tare view --json` has printed, with the text of its lines. */
#include "view/saved.h"

#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"

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

static int read_column(struct view *view, struct json_object *json)
{
	enum view_column column = view_column(json_text(json, "column", ""));
	struct view_said *said;

	if (column == VIEW_COLUMNS)
		return 0;
	said = &view->said[view_fields[column].group];
	said->samples = json_get_number(json, "samples", NAN);
	view->total[column] = json_get_number(json, "total", NAN);
	return evidence_take(&said->profiler,
			     json_text(json, "profiler", "?")) < 0 ||
			       evidence_take(&said->unit,
					     json_text(json, "unit", "")) < 0 ||
			       evidence_take(&said->note,
					     json_text(json, "note", NULL)) < 0 ?
		       -1 :
		       0;
}

/* The number of a source line; 0: none. */
static int line_number(struct json_object *json)
{
	double number = json_get_number(json, "line", 0);

	return number > 0 && number < 1e9 ? (int)number : 0;
}

static int read_line(struct view *view, struct json_object *json)
{
	int number = line_number(json);
	struct view_line *line;

	if (!json_text(json, "file", NULL) || !number)
		return -1;
	line = view_line(view, json_text(json, "file", ""), number);
	if (!line ||
	    evidence_take(&line->function, json_text(json, "function", NULL)) <
		    0 ||
	    evidence_take(&line->into, json_text(json, "into", NULL)) < 0 ||
	    evidence_take(&line->text, json_text(json, "text", NULL)) < 0)
		return -1;
	for (size_t i = 0; i < VIEW_COLUMNS; i++)
		line->value[i] = json_get_number(json, view_fields[i].key, NAN);
	return 0;
}

static int read_function(struct view *view, struct json_object *json)
{
	struct view_function *f =
		view_function(view, json_text(json, "function", "?"));

	if (!f || evidence_take(&f->file, json_text(json, "file", NULL)) < 0)
		return -1;
	f->line = line_number(json);
	f->self = json_get_number(json, "self", NAN);
	f->total = json_get_number(json, "total", NAN);
	f->calls = json_get_number(json, "calls", NAN);
	f->allocations = json_get_number(json, "allocations", NAN);
	f->bytes = json_get_number(json, "bytes", NAN);
	return 0;
}

static int read_list(struct view *view, struct json_object *list,
		     int (*read)(struct view *, struct json_object *))
{
	for (size_t i = 0; i < json_length(list); i++)
		if (read(view, json_at(list, i)) < 0)
			return -1;
	return 0;
}

static int take(struct view *view, struct json_object *json)
{
	if (read_list(view, json_get(json, "columns"), read_column) < 0 ||
	    read_list(view, json_get(json, "functions"), read_function) < 0)
		return -1;
	return read_list(view, json_get(json, "lines"), read_line);
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
