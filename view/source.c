/* source.c: the text of the source files that a view has lines of. */
#include "view/source.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "profilers/array.h"

static bool is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* DIRECTORY with as much of the end of FILE as makes a file; malloc'd, or NULL. */
static char *find_below(const char *directory, const char *file)
{
	for (const char *rest = file; rest; rest = strchr(rest, '/')) {
		char *path;

		while (*rest == '/')
			rest++;
		path = path_format("%s/%s", directory, rest);
		if (is_file(path))
			return path;
		free(path);
	}
	return NULL;
}

static char *find(const char *file, const char *const *directories)
{
	char *found = NULL;

	if (is_file(file))
		return path_format("%s", file);
	for (; *directories && !found; directories++)
		found = find_below(*directories, file);
	return found;
}

/* By the name that FILE goes by, or another that it was met by. */
static char *find_named(const struct view *view, const char *file,
			const char *const *directories)
{
	char *found = find(file, directories);

	for (size_t i = 0; i < view->name_count && !found; i++)
		if (strcmp(view->names[i].used, file) == 0)
			found = find(view->names[i].met, directories);
	return found;
}

static int cut_lines(struct source *source)
{
	const char *text = source->bytes.text;
	size_t at = 0;

	while (at <= source->bytes.len) {
		const char *end = memchr(text + at, '\n',
					 source->bytes.len - at);
		size_t *grown = array_grow(source->starts, source->count,
					   sizeof(*grown));

		if (!grown)
			return -1;
		source->starts = grown;
		grown[source->count++] = at;
		at = end ? (size_t)(end - text) + 1 : source->bytes.len + 1;
	}
	return 0;
}

static int add(struct sources *sources, const struct view *view,
	       const char *file, const char *const *directories)
{
	struct source *source = array_grow(sources->list, sources->count,
					   sizeof(*source));
	struct reason ignored;

	if (!source)
		return -1;
	sources->list = source;
	source += sources->count++;
	source->file = file;
	buf_init(&source->bytes);
	source->found = find_named(view, file, directories);
	if (!source->found)
		return 0;
	if (file_read(source->found, &source->bytes, &ignored) < 0) {
		free(source->found);
		source->found = NULL;
		return 0;
	}
	return cut_lines(source);
}

static int fill(struct view_line *line, const struct source *source)
{
	struct scan text;

	/* A saved view has the text as it was. */
	if (line->text || !source_line(source, line->line, &text))
		return 0;
	line->text = scan_copy(&text);
	return line->text ? 0 : -1;
}

int sources_open(struct sources *sources, struct view *view,
		 const char *const *directories)
{
	*sources = (struct sources){ 0 };
	buf_init(&sources->looked);
	for (size_t i = 0; directories[i]; i++)
		buf_addf(&sources->looked, "%s%s", i ? ", " : "",
			 directories[i]);
	for (size_t i = 0; i < view->line_count; i++) {
		struct view_line *line = &view->lines[i];

		/* Lines are in the order of their files. */
		if ((i == 0 || strcmp(line->file, line[-1].file) != 0) &&
		    add(sources, view, line->file, directories) < 0)
			return -1;
		if (fill(line, &sources->list[sources->count - 1]) < 0)
			return -1;
	}
	return 0;
}

void sources_close(struct sources *sources)
{
	for (size_t i = 0; i < sources->count; i++) {
		free(sources->list[i].found);
		free(sources->list[i].starts);
		buf_release(&sources->list[i].bytes);
	}
	free(sources->list);
	buf_release(&sources->looked);
}

const struct source *sources_find(const struct sources *sources,
				  const char *file)
{
	for (size_t i = 0; i < sources->count; i++)
		if (strcmp(sources->list[i].file, file) == 0)
			return &sources->list[i];
	return NULL;
}

bool source_line(const struct source *source, int number, struct scan *line)
{
	const char *text = source->bytes.text;

	if (number < 1 || (size_t)number > source->count)
		return false;
	line->at = text + source->starts[number - 1];
	line->end = (size_t)number < source->count ?
			    text + source->starts[number] - 1 :
			    text + source->bytes.len;
	return true;
}
