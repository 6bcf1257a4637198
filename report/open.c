/* open.c: which run is meant, by its id, its directory, its file, or not at all. */
#include "report.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/json.h"

static bool is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

struct json_object *report_open(const char *word, const char *profiles,
				struct reason *why)
{
	char *by_id = path_format("%s/runs/%s", profiles, word ? word : "");
	char *path;
	struct json_object *run;
	struct stat st;

	if (!word)
		path = path_format("%s/latest/run.json", profiles);
	else if (!strchr(word, '/') && is_directory(by_id))
		path = path_format("%s/run.json", by_id);
	else if (is_directory(word))
		path = path_format("%s/run.json", word);
	else
		path = path_format("%s", word);
	if (!word && stat(path, &st) < 0) {
		reason_set(why, "there is no run yet in %s; `tare bench` makes "
				"one",
			   profiles);
		run = NULL;
	} else {
		run = json_read(path, why);
	}
	free(by_id);
	free(path);
	return run;
}
