/* custom_fields.c: the members of a user's JSON file, each of the type it should be. */
#include "custom_fields.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/nearest.h"

int fields_bad_type(const char *where, const char *wanted,
		    struct json_object *value, struct reason *why)
{
	return reason_set(why, "%.100s: %s expected, not a value of type %s",
			  where, wanted,
			  json_type_to_name(json_object_get_type(value)));
}

static int set_text(struct made *made, const char *where,
		    struct json_object *value, void *member, struct reason *why)
{
	const char *text = json_object_get_string(value);

	(void)made;
	if (!json_object_is_type(value, json_type_string))
		return fields_bad_type(where, "a text", value, why);
	if (!*text || strlen(text) != (size_t)json_object_get_string_len(value))
		return reason_set(why, "%.100s: a text that is not empty "
				       "expected",
				  where);
	if (member)
		*(const char **)member = text;
	return 0;
}

static int set_words(struct made *made, const char *where,
		     struct json_object *value, void *member,
		     struct reason *why)
{
	const char **list = made->lists[made->list_count];
	size_t count = json_length(value);

	if (!json_object_is_type(value, json_type_array))
		return fields_bad_type(where, "a list of texts", value, why);
	if (count < 1 || count > MADE_WORDS)
		return reason_set(why, "%.100s: 1 to %d texts expected, not %zu",
				  where, MADE_WORDS, count);
	for (size_t i = 0; i < count; i++) {
		char *place = path_format("%s[%zu]", where, i);
		int status = set_text(made, place, json_at(value, i), &list[i],
				      why);

		free(place);
		if (status < 0)
			return -1;
	}
	made->list_count++;
	*(const char *const **)member = list;
	return 0;
}

static int set_flag(struct made *made, const char *where,
		    struct json_object *value, void *member, struct reason *why)
{
	(void)made;
	if (!json_object_is_type(value, json_type_boolean))
		return fields_bad_type(where, "true or false", value, why);
	*(bool *)member = json_object_get_boolean(value);
	return 0;
}

static int set_double(struct made *made, const char *where,
		      struct json_object *value, void *member,
		      struct reason *why)
{
	double number;

	(void)made;
	if (!json_object_is_type(value, json_type_double) &&
	    !json_object_is_type(value, json_type_int))
		return fields_bad_type(where, "a number", value, why);
	number = json_object_get_double(value);
	if (!isfinite(number))
		return reason_set(why, "%.100s: a finite number expected",
				  where);
	*(double *)member = number;
	return 0;
}

static int set_scale(struct made *made, const char *where,
		     struct json_object *value, void *member,
		     struct reason *why)
{
	if (set_double(made, where, value, member, why) < 0)
		return -1;
	return *(double *)member > 0 ?
		       0 :
		       reason_set(why, "%.100s: a number above 0 expected",
				  where);
}

static int set_count(struct made *made, const char *where,
		     struct json_object *value, void *member,
		     struct reason *why)
{
	double number;

	if (set_double(made, where, value, &number, why) < 0)
		return -1;
	if (number < 1 || number > 1e6 || number != floor(number))
		return reason_set(why, "%.100s: a whole number from 1 to "
				       "1000000 expected, not %.15g",
				  where, number);
	*(unsigned *)member = (unsigned)number;
	return 0;
}

/* "sampling" for bit 1 of the kinds. */
static const char *kind_name(unsigned bit)
{
	static char text[32];

	profiler_kind_name(1u << bit, text, sizeof(text));
	return *text ? text : NULL;
}

static int set_bit(const char *where, struct json_object *value,
		   const char *(*name_of)(unsigned bit), unsigned *bits,
		   struct reason *why)
{
	const char *text = json_object_get_string(value);
	const char *name;
	struct buf known;

	if (!json_object_is_type(value, json_type_string))
		return fields_bad_type(where, "a text", value, why);
	buf_init(&known);
	for (unsigned bit = 0; (name = name_of(bit)); bit++) {
		if (strcmp(name, text) == 0) {
			*bits |= 1u << bit;
			buf_release(&known);
			return 0;
		}
		buf_addf(&known, "%s%s", bit ? ", " : "", name);
	}
	reason_set(why, "%.100s: one of %s expected, not \"%.60s\"", where,
		   known.text, text);
	buf_release(&known);
	return -1;
}

static int set_bits(const char *where, struct json_object *value,
		    const char *(*name_of)(unsigned bit), unsigned *bits,
		    struct reason *why)
{
	if (!json_object_is_type(value, json_type_array))
		return fields_bad_type(where, "a list of texts", value, why);
	for (size_t i = 0; i < json_length(value); i++) {
		char *place = path_format("%s[%zu]", where, i);
		int status = set_bit(place, json_at(value, i), name_of, bits,
				     why);

		free(place);
		if (status < 0)
			return -1;
	}
	return *bits ? 0 : reason_set(why, "%.100s: is empty", where);
}

static int set_kind(struct made *made, const char *where,
		    struct json_object *value, void *member, struct reason *why)
{
	(void)made;
	return set_bits(where, value, kind_name, member, why);
}

static int set_answers(struct made *made, const char *where,
		       struct json_object *value, void *member,
		       struct reason *why)
{
	(void)made;
	return set_bits(where, value, profiler_answer_name, member, why);
}

static const char *apply_name(unsigned i)
{
	return i <= APPLY_ATTACH ?
		       profiler_apply_name((enum profiler_apply)i) :
		       NULL;
}

static int set_apply(struct made *made, const char *where,
		     struct json_object *value, void *member,
		     struct reason *why)
{
	unsigned bits = 0;

	(void)made;
	if (set_bit(where, value, apply_name, &bits, why) < 0)
		return -1;
	*(enum profiler_apply *)member =
		(enum profiler_apply)__builtin_ctz(bits);
	return 0;
}

#define IN(member) offsetof(struct made, member)

static const struct field fields[] = {
	{ "name", set_text, IN(profiler.name), true },
	{ "summary", set_text, IN(profiler.summary), true },
	{ "apply", set_apply, IN(profiler.apply), true },
	{ "kind", set_kind, IN(profiler.kind), true },
	{ "answers", set_answers, IN(profiler.answers), false },
	{ "requests_most", set_count, IN(profiler.requests_most), false },
	{ "estimates", set_flag, IN(profiler.estimates), false },
	{ "unit", set_text, IN(profiler.unit), false },
	{ "package", set_text, IN(profiler.package), false },
	{ "flavour", set_text, IN(profiler.flavour), false },
	{ "env", set_words, IN(profiler.env), false },
	{ "wrap", set_words, IN(profiler.wrap), false },
	{ "attach", set_words, IN(profiler.attach), false },
	{ "attached", set_text, IN(profiler.attached), false },
	{ "stop", NULL, 0, false },
	{ "one_process", set_flag, IN(profiler.one_process), false },
	{ "interpretation", set_text, IN(profiler.interpretation), false },
	{ "version", set_words, IN(profiler.version), false },
	{ "settings", fields_set_settings, IN(profiler.settings), false },
	{ "probe", set_words, IN(custom.probe), false },
	{ "read", NULL, 0, false },
	{ "files", set_text, IN(custom.files), false },
	{ "convert", set_words, IN(custom.convert), false },
	{ "scale", set_scale, IN(custom.scale), false },
	{ .name = NULL }
};

static const char *field_word(size_t i, const void *data)
{
	return ((const struct field *)data)[i].name;
}

int fields_check(const struct field *known, const char *where,
		 struct json_object *json, struct reason *why)
{
	if (!json_object_is_type(json, json_type_object))
		return fields_bad_type(*where ? where : "file", "an object", json, why);
	json_object_object_foreach(json, name, value) {
		const struct field *field = known;
		const char *near = nearest_word(name, field_word, known);

		(void)value;
		while (field->name && strcmp(field->name, name) != 0)
			field++;
		if (!field->name)
			return reason_set(why,
					  "%.100s%.60s: there is no such "
					  "member%s%s%s",
					  where, name,
					  near ? "; did you mean " : "",
					  near ? near : "", near ? "?" : "");
	}
	for (; known->name; known++)
		if (known->needed && !json_get(json, known->name))
			return reason_set(why, "%.100s%s: is missing", where,
					  known->name);
	return 0;
}

int fields_read(struct made *made, struct reason *why)
{
	struct json_object *json = made->custom.json;

	if (fields_check(fields, "", json, why) < 0)
		return -1;
	for (const struct field *field = fields; field->name; field++) {
		struct json_object *value = json_get(json, field->name);
		void *member = (char *)made + field->offset;

		if (!json_object_object_get_ex(json, field->name, NULL))
			continue;
		if (field->set ? field->set(made, field->name, value, member,
					    why) < 0 :
				 set_text(made, field->name, value, NULL,
					  why) < 0)
			return -1;
	}
	if (made->profiler.apply == APPLY_NONE)
		return reason_set(why, "apply: build, preload, wrap or attach "
				       "expected: what is not applied is none");
	return 0;
}

void fields_release(struct made *made)
{
	for (size_t i = 0; i < made->text_count; i++)
		free(made->texts[i]);
	made->text_count = 0;
}
