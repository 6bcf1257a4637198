/* custom_load.c: a user's own tools, from files and directories into the catalog. */
#include "custom.h"

#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "profilers/catalog.h"

int custom_load(const char *path, struct reason *why)
{
	struct json_object *json = json_read(path, why);
	const struct profiler *profiler;
	struct reason detail;

	if (!json)
		return -1;
	profiler = custom_parse(json, &detail);
	/* It is kept for ever, found or not: the program ends if it was not. */
	if (!profiler || catalog_add(profiler, &detail) < 0)
		return reason_set(why, "%.200s: %.300s", path, detail.text);
	return 0;
}

static int load_one(const char *path, void *why)
{
	size_t length = strlen(path);

	if (length < 5 || strcmp(path + length - 5, ".json") != 0)
		return 0;
	return custom_load(path, why);
}

int custom_load_directory(const char *path, struct reason *why)
{
	reason_set(why, "%s is no directory that can be read", path);
	return dir_each(path, load_one, why) < 0 ? -1 : 0;
}
