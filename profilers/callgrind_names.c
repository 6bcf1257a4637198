/* callgrind_names.c: the names in a callgrind.out file, which has each one once. */
#include "callgrind_names.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* More names than any program has; above it, the file is damaged. */
enum { ID_MAX = 1 << 20 };

static int names_put(struct callgrind_names *names, size_t id, struct scan name)
{
	if (id >= names->count) {
		size_t count = id + id / 2 + 64;
		struct scan *grown =
			reallocarray(names->names, count, sizeof(*grown));

		if (!grown)
			return -1;
		memset(grown + names->count, 0,
		       (count - names->count) * sizeof(*grown));
		names->names = grown;
		names->count = count;
	}
	names->names[id] = name;
	return 0;
}

/* "(12)", not "(below main)" of --compress-strings=no. */
static bool has_id(const struct scan *text)
{
	return scan_starts(text, "(") && scan_left(text) > 1 &&
	       (text->at[1] == ')' ||
		(text->at[1] >= '0' && text->at[1] <= '9'));
}

int callgrind_name(struct callgrind_names *names, struct scan text,
		   struct scan *name)
{
	const char *close = memchr(text.at, ')', scan_left(&text));
	struct scan digits = { text.at + 1, close };
	double id;

	*name = text;
	if (!has_id(&text))
		return scan_left(&text) > 0 ? 0 : -1;
	if (!close || !scan_number(&digits, &id) || id >= ID_MAX ||
	    id != floor(id))
		return -1;
	name->at = close + 1;
	scan_skip_spaces(name);
	if (scan_left(name) > 0)
		return names_put(names, (size_t)id, *name);
	if (id >= (double)names->count || !names->names[(size_t)id].at)
		return -1;
	*name = names->names[(size_t)id];
	return 0;
}

void callgrind_names_release(struct callgrind_names *names)
{
	free(names->names);
	*names = (struct callgrind_names){ .count = 0 };
}
