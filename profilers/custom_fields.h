/* custom_fields.h: the members of a user's JSON file, each of the type it should be. */
#ifndef TARE_CUSTOM_FIELDS_H
#define TARE_CUSTOM_FIELDS_H

#include "profilers/custom.h"

enum { MADE_LISTS = 8, MADE_WORDS = 40 };

/*
 * All that is made of one file; the descriptor is the first member. Texts are the
 * JSON's own, which therefore lives as long; lists of them are in `lists`.
 */
struct made {
	struct profiler profiler;
	struct custom custom;
	const char *lists[MADE_LISTS][MADE_WORDS + 1];
	size_t list_count;
	struct option_row settings[SETTING_MAX + 1];
	char *texts[2 * SETTING_MAX]; /* made of others, owned */
	size_t text_count;
};

/* One member of an object. */
struct field {
	const char *name;
	/* NULL: a text, whose value is looked at later. WHERE names it. */
	int (*set)(struct made *made, const char *where,
		   struct json_object *value, void *member,
		   struct reason *why);
	size_t offset; /* in struct made */
	bool needed;
};

/*
 * Every member of JSON is one of KNOWN, which ends with a NULL name, and all that are
 * needed are there. Messages begin with WHERE.
 */
int fields_check(const struct field *known, const char *where,
		 struct json_object *json, struct reason *why);

/* "WHERE: WANTED expected, not a value of type ...". */
int fields_bad_type(const char *where, const char *wanted,
		    struct json_object *value, struct reason *why);

/* The `set` of the member "settings" (custom_settings.c). */
int fields_set_settings(struct made *made, const char *where,
			struct json_object *value, void *member,
			struct reason *why);

/* Fill MADE, whose custom.json is set, from it. -1 with WHY: "where: what". */
int fields_read(struct made *made, struct reason *why);

/* Free what is owned, but for the JSON. */
void fields_release(struct made *made);

#endif
