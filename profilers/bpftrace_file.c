/*
 * bpftrace_file.c: reads the counts that bpftrace prints as JSON, an object a line:
 *
 *	{"type": "attached_probes", "data": {"probes": 141}}
 *	{"type": "map", "data": {"@calls": {"answer": 2, "fib": 114626}}}
 */
#include "bpftrace_file.h"

#include <json-c/json.h>
#include <limits.h>
#include <string.h>

#include "base/json.h"
#include "profilers/scan.h"

static int add_counts(struct json_object *counts, struct evidence *evidence,
		      struct reason *why)
{
	json_object_object_foreach(counts, name, count)
	{
		struct evidence_function *f;

		if (!json_object_is_type(count, json_type_int) ||
		    json_object_get_int64(count) < 0)
			return reason_set(why, "it is damaged: the count of "
					       "%.80s is no number",
					  name);
		f = evidence_function(evidence, name);
		if (!f)
			return reason_set(why, "no memory for functions");
		evidence_add(&f->calls, (double)json_object_get_int64(count));
	}
	return 0;
}

/* NULL when LINE is not one whole JSON object. */
static struct json_object *parse_line(struct scan line)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *json = NULL;

	if (tokener && scan_left(&line) < INT_MAX)
		json = json_tokener_parse_ex(tokener, line.at,
					     (int)scan_left(&line));
	if (tokener)
		json_tokener_free(tokener);
	if (json && json_object_is_type(json, json_type_object))
		return json;
	json_object_put(json);
	return NULL;
}

/* 1 when it was the map of calls, 0 when something else. */
static int read_object(struct json_object *json, struct evidence *evidence,
		       struct reason *why)
{
	struct json_object *data = json_get(json, "data");
	struct json_object *counts;

	if (strcmp(json_text(json, "type", ""), "map") != 0)
		return 0;
	if (!data || !json_object_is_type(data, json_type_object))
		return reason_set(why, "it is damaged: a map without data");
	counts = json_get(data, "@calls");
	if (!counts || !json_object_is_type(counts, json_type_object))
		return 0;
	return add_counts(counts, evidence, why) < 0 ? -1 : 1;
}

int bpftrace_parse(const char *text, size_t length, struct evidence *evidence,
		   struct reason *why)
{
	struct scan rest = scan_text(text, length);
	struct scan line;
	bool found = false;

	if (length == 0)
		return reason_set(why, "it is empty: bpftrace was killed");
	while (scan_line(&rest, &line)) {
		struct json_object *json = NULL;
		int status;

		if (scan_left(&line) == 0)
			continue;
		json = parse_line(line);
		if (!json)
			return reason_set(why, "it is not what bpftrace "
					       "prints, or cut short");
		status = read_object(json, evidence, why);
		json_object_put(json);
		if (status < 0)
			return -1;
		found |= status > 0;
	}
	if (!found)
		return reason_set(why, "it has no counts: bpftrace was killed, "
				       "or nothing was called");
	evidence->unit = "calls";
	return 0;
}
