/* custom_settings.c: the settings that a user's JSON file declares, as option rows. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "profilers/custom_fields.h"

static const struct field setting_fields[] = {
	{ "name", NULL, 0, true },    { "help", NULL, 0, true },
	{ "default", NULL, 0, true }, { "min", NULL, 0, false },
	{ "max", NULL, 0, false },    { "choices", NULL, 0, false },
	{ .name = NULL }
};

/* The default, a text or a number, as text. */
static int set_default(struct made *made, const char *where,
		       struct json_object *value, struct option_row *row,
		       struct reason *why)
{
	struct reason detail;
	char *text;

	if (!json_object_is_type(value, json_type_string) &&
	    !json_object_is_type(value, json_type_int) &&
	    !json_object_is_type(value, json_type_double))
		return fields_bad_type(where, "a text or a number", value, why);
	text = path_format("%s", json_object_get_string(value));
	made->texts[made->text_count++] = text;
	row->fallback = text;
	if (option_check(row, text, &detail) == 0)
		return 0;
	return reason_set(why, "%.100s: %.350s", where, detail.text);
}

/* ["a", "b"] as "a|b". */
static int set_choices(struct made *made, const char *where,
		       struct json_object *value, struct option_row *row,
		       struct reason *why)
{
	struct buf choices;

	if (!json_object_is_type(value, json_type_array) || !json_length(value))
		return fields_bad_type(where, "a list of texts", value, why);
	buf_init(&choices);
	for (size_t i = 0; i < json_length(value); i++) {
		struct json_object *entry = json_at(value, i);
		const char *word = json_object_get_string(entry);

		if (!json_object_is_type(entry, json_type_string) || !*word ||
		    strpbrk(word, "|,:=/{} \t\n")) {
			buf_release(&choices);
			return reason_set(why,
					  "%.100s[%zu]: a word without any of "
					  "|,:=/{} expected",
					  where, i);
		}
		buf_addf(&choices, "%s%s", i ? "|" : "", word);
	}
	row->type = OPTION_CHOICE;
	row->choices = made->texts[made->text_count++] = buf_detach(&choices);
	return row->choices ? 0 : reason_set(why, "no memory");
}

static bool is_word(const char *text)
{
	return *text && !text[strspn(text, "abcdefghijklmnopqrstuvwxyz_")] &&
	       strcmp(text, "out") != 0 && strcmp(text, "binary") != 0 &&
	       strcmp(text, "pid") != 0 && strcmp(text, "functions") != 0 &&
	       strcmp(text, "file") != 0;
}

static int set_one_setting(struct made *made, const char *where,
			   struct json_object *json, struct option_row *row,
			   struct reason *why)
{
	char prefix[80], choices[96];

	snprintf(prefix, sizeof(prefix), "%s.", where);
	snprintf(choices, sizeof(choices), "%schoices", prefix);
	if (fields_check(setting_fields, prefix, json, why) < 0)
		return -1;
	*row = (struct option_row){ .name = json_text(json, "name", ""),
				    .help = json_text(json, "help", ""),
				    .type = OPTION_DOUBLE,
				    .min = json_get_number(json, "min", NAN),
				    .max = json_get_number(json, "max", NAN) };
	if (!*row->help)
		return reason_set(why, "%shelp: a text expected", prefix);
	if (!is_word(row->name))
		return reason_set(why,
				  "%sname: small letters expected, and none of "
				  "out, binary, pid, functions, file",
				  prefix);
	if (json_get(json, "choices")) {
		if (set_choices(made, choices, json_get(json, "choices"), row,
				why) < 0)
			return -1;
	} else if (!(row->min <= row->max)) {
		return reason_set(why, "%smin, max: two numbers, the first not "
				       "larger, or choices expected",
				  prefix);
	} else if (row->min == floor(row->min) && row->max == floor(row->max)) {
		row->type = OPTION_LONG;
	}
	return set_default(made, where, json_get(json, "default"), row, why);
}

int fields_set_settings(struct made *made, const char *where,
			struct json_object *value, void *member,
			struct reason *why)
{
	size_t count = json_length(value);

	if (!json_object_is_type(value, json_type_array))
		return fields_bad_type(where, "a list of objects", value, why);
	if (count > SETTING_MAX)
		return reason_set(why, "%.100s: at most %d expected, not %zu",
				  where, SETTING_MAX, count);
	for (size_t i = 0; i < count; i++) {
		char place[64];

		snprintf(place, sizeof(place), "%s[%zu]", where, i);
		if (set_one_setting(made, place, json_at(value, i),
				    &made->settings[i], why) < 0)
			return -1;
	}
	*(const struct option_row **)member = made->settings;
	return 0;
}
