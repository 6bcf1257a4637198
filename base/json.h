/* json.h: the few things json-c leaves to its user. */
#ifndef TARE_JSON_H
#define TARE_JSON_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/reason.h"

/* Add a member; the object owns the value. A NULL text and a NAN become null. */
void json_set(struct json_object *object, const char *key,
	      struct json_object *value);
void json_set_text(struct json_object *object, const char *key,
		   const char *text);
void json_set_int(struct json_object *object, const char *key, int64_t value);
void json_set_number(struct json_object *object, const char *key, double value);
void json_set_bool(struct json_object *object, const char *key, bool value);

/* A double printed with enough digits to be read back the same; NAN: null. */
struct json_object *json_number(double value);

/* Read a member; the fallback when it is absent or of another type. */
const char *json_text(struct json_object *object, const char *key,
		      const char *fallback);
double json_get_number(struct json_object *object, const char *key,
		       double fallback);
struct json_object *json_get(struct json_object *object, const char *key);

/* Length of an array, and an entry of it; 0 and NULL for what is no array. */
size_t json_length(struct json_object *array);
struct json_object *json_at(struct json_object *array, size_t i);

/* The first object of an array whose KEY is VALUE; NULL when there is none. */
struct json_object *json_find(struct json_object *array, const char *key,
			      const char *value);

/*
 * Parse LENGTH bytes of TEXT, behind which is a NUL; the caller puts the object. NULL
 * with WHY, which calls the text NAME. ("null" is NULL, too: no use to anybody here; and
 * so is what goes on behind its end.)
 */
struct json_object *json_parse(const char *text, size_t length,
			       const char *name, struct reason *why);

/* The same of a whole file. */
struct json_object *json_read(const char *path, struct reason *why);

/* Write pretty-printed; whole before anybody can see it (base/draft.h). */
int json_write(const char *path, struct json_object *object,
	       struct reason *why);

#endif
