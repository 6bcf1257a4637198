/* tool.c: a user's own tool in JSON, and profilers with settings as they are named. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "fuzz.h"
#include "profilers/custom.h"
#include "profilers/spec.h"
#include "profilers/variant.h"

/* What spec_find() makes is kept for ever: so many inputs at most make some. */
enum { KEEPERS_MOST = 2000 };

/* What is taken can be had with its defaults. */
FUZZ(tool, "tool/*.json ../../conf/profilers.d/*.json")
{
	struct json_object *json = fuzz_json(text, length);
	struct reason why = { "" };
	struct profiler *tool, *variant;

	if (!json)
		return;
	tool = custom_parse(json, &why);
	check(tool || why.text[0]);
	if (!tool)
		return;
	variant = variant_make(tool, "", &why);
	check(variant && strcmp(variant->label, tool->name) == 0);
	variant_drop(variant);
	custom_drop(tool);
}

/* By its label, one finds it again. */
static void check_word(const char *word)
{
	struct reason why = { "" };
	const struct profiler *found = spec_find(word, &why);

	check(found ? spec_find(found->label, &why) == found : why.text[0]);
}

static void check_sweep(const char *words)
{
	struct reason why = { "" };
	struct sweep sweep;

	if (spec_sweep(words, &sweep, &why) < 0) {
		check(why.text[0]);
		return;
	}
	check(sweep.count >= 2 && sweep.count <= SWEEP_MAX && *sweep.setting);
	for (unsigned i = 0; i < sweep.count; i++)
		check(profiler_setting(sweep.variants[i], sweep.setting));
}

FUZZ(spec, "spec/*.txt")
{
	static unsigned inputs;
	char *copy = strndup(text, length);
	const char *list = copy;
	char *word;

	check(copy);
	while ((word = spec_next(&list))) {
		if (inputs < KEEPERS_MOST)
			check_word(word);
		free(word);
	}
	check(list[strspn(list, ",")] == '\0');
	if (inputs < KEEPERS_MOST)
		check_sweep(copy);
	inputs += strchr(copy, '=') != NULL;
	free(copy);
}
