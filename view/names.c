/*
 * names.c: the many names of a source file.
 *
 * One profiler says "/src/io.c", another "io.c", as the compiler was told, and libraries
 * have "./malloc/./malloc/malloc.c". A name that is the end of another, from a slash on,
 * is taken for the same file.
 */
#include <stdlib.h>
#include <string.h>

#include "profilers/array.h"
#include "view/view.h"

static void name_key(const void *entry, struct table_key *key)
{
	const struct view_name *name = entry;

	*key = (struct table_key){ .name = name->met };
}

/* FILE without "./" parts; malloc'd. */
static char *tidy(const char *file)
{
	char *text = strdup(file), *to = text;

	if (!text)
		return NULL;
	for (const char *p = text; *p; p++) {
		bool start = p == text || p[-1] == '/';

		while (start && p[0] == '.' && p[1] == '/')
			p += 2;
		*to = *p;
		if (!*p)
			return text;
		to++;
	}
	*to = '\0';
	return text;
}

static bool ends_with(const char *file, const char *end)
{
	size_t a = strlen(file), b = strlen(end);

	return a >= b && strcmp(file + a - b, end) == 0 &&
	       (a == b || file[a - b - 1] == '/');
}

/* The name that one of the same file goes by; NULL: there is none. */
static const char *find_same(const struct view *view, const char *file)
{
	for (size_t i = 0; i < view->name_count; i++) {
		const char *used = view->names[i].used;

		if (ends_with(used, file) || ends_with(file, used))
			return used;
	}
	return NULL;
}

static const char *add(struct view *view, const char *file)
{
	struct view_name *grown = array_grow(view->names, view->name_count,
					     sizeof(*grown));
	char *clean = tidy(file);
	const char *same;

	if (grown)
		view->names = grown;
	if (!grown || !clean) {
		free(clean);
		return NULL;
	}
	same = find_same(view, clean);
	grown += view->name_count;
	if (evidence_take(&grown->met, file) < 0 ||
	    evidence_take(&grown->used, same ? same : clean) < 0) {
		free(clean);
		return NULL;
	}
	view->name_count++;
	free(clean);
	return grown->used;
}

const char *view_name(struct view *view, const char *file)
{
	const struct table_array array = { view->names, view->name_count,
					   sizeof(*view->names), name_key };
	const struct table_key key = { .name = file };
	size_t at;

	if (table_find(&view->name_table, &array, &key, &at) < 0)
		return NULL;
	return at == TABLE_NONE ? add(view, file) : view->names[at].used;
}
