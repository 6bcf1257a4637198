/* cell.c: the profile that a word on the command line names. */
#include "cli/cell.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/file.h"
#include "cli/verb.h"

char *cell_find(const char *word)
{
	const char *profiles = profiles_directory();
	char *candidates[] = {
		path_format("%s/evidence.json", word),
		path_format("%s/latest/%s/evidence.json", profiles, word),
		path_format("%s/runs/%s/evidence.json", profiles, word),
		path_format("%s/%s/evidence.json", profiles, word),
		path_format("%s", word),
	};
	const size_t count = sizeof(candidates) / sizeof(*candidates);
	char *found = NULL;
	struct stat st;

	for (size_t i = 0; i < count; i++) {
		if (!found && stat(candidates[i], &st) == 0 &&
		    S_ISREG(st.st_mode))
			found = candidates[i];
		else
			free(candidates[i]);
	}
	return found;
}

static int list_cell(const char *cell, void *data)
{
	char *path = path_format("%s/evidence.json", cell);
	struct buf *list = data;

	/* ".../ARM/ENDPOINT": the last two words, while there is room. */
	if (access(path, R_OK) == 0 && list->len < 300) {
		const char *word = memrchr(cell, '/', strlen(cell));

		word = memrchr(cell, '/', (size_t)(word - cell));
		buf_addf(list, "%s%s", list->len ? ", " : "", word + 1);
	}
	free(path);
	return 0;
}

static int list_arm(const char *arm, void *data)
{
	struct stat st;

	if (stat(arm, &st) == 0 && S_ISDIR(st.st_mode))
		dir_each(arm, list_cell, data);
	return 0;
}

_Noreturn void cell_missing(const char *verb, const char *word,
			    const char *also)
{
	char *latest = path_format("%s/latest", profiles_directory());
	struct buf list;

	buf_init(&list);
	dir_each(latest, list_arm, &list);
	if (list.len == 0)
		buf_adds(&list, "it has none; `tare bench` makes some");
	die(EXIT_USAGE,
	    "%s: %s%s%sname PROFILER/ENDPOINT of the latest run (%s), "
	    "RUN/PROFILER/ENDPOINT, %san evidence.json",
	    verb, word ? "there is no profile of \"" : "", word ? word : "",
	    word ? "\"; " : "", list.text, *also ? also : "or ");
}

char *cell_title(const char *path)
{
	char *full = realpath(path, NULL);
	char *last = full ? strrchr(full, '/') : NULL;
	char *title, *endpoint, *profiler;

	if (!last || strcmp(last, "/evidence.json") != 0) {
		title = path_format("%s", last ? last + 1 : path);
	} else {
		*last = '\0';
		endpoint = strrchr(full, '/');
		if (endpoint)
			*endpoint++ = '\0';
		profiler = strrchr(full, '/');
		title = path_format("%s: %s", profiler ? profiler + 1 : "?",
				    endpoint ? endpoint : "?");
	}
	free(full);
	return title;
}
