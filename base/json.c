/* json.c: the few things json-c leaves to its user. */
#include "json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"

void json_set(struct json_object *object, const char *key,
	      struct json_object *value)
{
	/* Fails only without memory, and then there is nothing better to do. */
	if (json_object_object_add(object, key, value) < 0)
		abort();
}

void json_set_text(struct json_object *object, const char *key,
		   const char *text)
{
	json_set(object, key, text ? json_object_new_string(text) : NULL);
}

void json_set_int(struct json_object *object, const char *key, int64_t value)
{
	json_set(object, key, json_object_new_int64(value));
}

struct json_object *json_number(double value)
{
	char text[32];

	if (!isfinite(value))
		return NULL;
	for (int digits = 6; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	return json_object_new_double_s(value, text);
}

void json_set_number(struct json_object *object, const char *key, double value)
{
	json_set(object, key, json_number(value));
}

void json_set_bool(struct json_object *object, const char *key, bool value)
{
	json_set(object, key, json_object_new_boolean(value));
}

struct json_object *json_get(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	if (!json_object_is_type(object, json_type_object))
		return NULL;
	json_object_object_get_ex(object, key, &value);
	return value;
}

size_t json_length(struct json_object *array)
{
	return json_object_is_type(array, json_type_array) ?
		       json_object_array_length(array) :
		       0;
}

struct json_object *json_at(struct json_object *array, size_t i)
{
	return i < json_length(array) ? json_object_array_get_idx(array, i) :
					NULL;
}

struct json_object *json_find(struct json_object *array, const char *key,
			      const char *value)
{
	for (size_t i = 0; i < json_length(array); i++) {
		struct json_object *entry = json_at(array, i);

		if (strcmp(json_text(entry, key, ""), value) == 0)
			return entry;
	}
	return NULL;
}

const char *json_text(struct json_object *object, const char *key,
		      const char *fallback)
{
	struct json_object *value = json_get(object, key);

	return json_object_is_type(value, json_type_string) ?
		       json_object_get_string(value) :
		       fallback;
}

double json_get_number(struct json_object *object, const char *key,
		       double fallback)
{
	struct json_object *value = json_get(object, key);

	return json_object_is_type(value, json_type_double) ||
			       json_object_is_type(value, json_type_int) ?
		       json_object_get_double(value) :
		       fallback;
}

/* What stands behind the value that PARSER has read: LENGTH when that is nothing. */
static size_t rest_at(struct json_tokener *parser, const char *text,
		      size_t length)
{
	size_t at = json_tokener_get_parse_end(parser);

	return at < length ? at + strspn(text + at, " \t\r\n") : length;
}

struct json_object *json_parse(const char *text, size_t length,
			       const char *name, struct reason *why)
{
	struct json_tokener *parser = json_tokener_new();
	struct json_object *object = NULL;

	if (!parser) {
		reason_set(why, "no memory to read %s", name);
		return NULL;
	}
	/* With the NUL, so that a number at the end is complete. */
	if (length < INT32_MAX)
		object = json_tokener_parse_ex(parser, text, (int)length + 1);
	if (length >= INT32_MAX)
		reason_set(why, "%s is too large to be JSON of ours", name);
	else if (!object && json_tokener_get_error(parser) ==
				    json_tokener_success)
		reason_set(why, "%s has nothing in it but a null", name);
	else if (!object)
		reason_set(why, "%s is not JSON: %s at byte %zu", name,
			   json_tokener_error_desc(
				   json_tokener_get_error(parser)),
			   json_tokener_get_parse_end(parser));
	if (object && rest_at(parser, text, length) < length) {
		reason_set(why, "%s goes on behind its end, at byte %zu", name,
			   rest_at(parser, text, length));
		json_object_put(object);
		object = NULL;
	}
	json_tokener_free(parser);
	return object;
}

struct json_object *json_read(const char *path, struct reason *why)
{
	struct json_object *object = NULL;
	struct buf text;

	buf_init(&text);
	if (file_read(path, &text, why) == 0)
		object = json_parse(text.text, text.len, path, why);
	buf_release(&text);
	return object;
}

int json_write(const char *path, struct json_object *object,
	       struct reason *why)
{
	size_t length;
	const char *text = json_object_to_json_string_length(
		object,
		JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
			JSON_C_TO_STRING_NOSLASHESCAPE,
		&length);

	if (!text)
		return reason_set(why, "no memory to write %s", path);
	return file_write(path, text, length, why);
}
