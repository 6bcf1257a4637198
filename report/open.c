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

bool report_is_run(struct json_object *run)
{
	return json_object_is_type(json_get(run, "arms"), json_type_array) &&
	       json_object_is_type(json_get(run, "endpoints"), json_type_array);
}

static struct json_object *read_run(const char *path, struct reason *why)
{
	struct json_object *run = json_read(path, why);

	if (!run || report_is_run(run))
		return run;
	reason_set(why, "%s is no run.json of `tare bench`", path);
	json_object_put(run);
	return NULL;
}

struct json_object *report_open(const char *word, const char *profiles,
				struct reason *why)
{
	char *by_id = path_format("%s/runs/%s", profiles, word ? word : "");
	char *path;
	struct json_object *run = NULL;
	struct stat st;

	if (!word)
		path = path_format("%s/latest/run.json", profiles);
	else if (!strchr(word, '/') && is_directory(by_id))
		path = path_format("%s/run.json", by_id);
	else if (is_directory(word))
		path = path_format("%s/run.json", word);
	else
		path = path_format("%s", word);
	if (!word && stat(path, &st) < 0)
		reason_set(why, "there is no run yet in %s; `tare bench` makes "
				"one",
			   profiles);
	else if (word && !strchr(word, '/') && stat(path, &st) < 0)
		reason_set(why, "there is no run \"%s\": neither an ID in "
				"%s/runs, nor a directory or file",
			   word, profiles);
	else
		run = read_run(path, why);
	free(by_id);
	free(path);
	return run;
}
