/*
 * bpftrace_file.c: reads the counts that bpftrace prints as JSON, an object a line:
 *
 *	{"type": "attached_probes", "data": {"probes": 141}}
 *	{"type": "map", "data": {"@calls": {"uprobe:/bin/x:fib": 114626}}}
 *	{"type": "map", "data": {"@watched": 1}}
 *
 * It prints its maps when it is asked to and at its end, each time with all so far: the
 * last one counts. An empty map it does not print, but always @watched.
 */
#include "bpftrace_file.h"

#include <json-c/json.h>
#include <limits.h>
#include <string.h>

#include "base/json.h"
#include "profilers/scan.h"

/* "uprobe:/bin/x:fib" is fib. */
static const char *function_of(const char *probe)
{
	const char *last = strrchr(probe, ':');

	return strncmp(probe, "uprobe:", 7) == 0 ? last + 1 : probe;
}

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
		f = evidence_function(evidence, function_of(name));
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

/* What was read so far. */
struct maps {
	struct json_object *calls; /* the newest; NULL: nothing was called */
	bool whole;		   /* nothing of ours came after @watched */
};

static int read_object(struct json_object *json, struct maps *maps,
		       struct reason *why)
{
	struct json_object *data = json_get(json, "data");
	struct json_object *counts;

	if (strcmp(json_text(json, "type", ""), "map") != 0)
		return 0;
	if (!data || !json_object_is_type(data, json_type_object))
		return reason_set(why, "it is damaged: a map without data");
	if (json_get(data, "@watched"))
		maps->whole = true;
	counts = json_get(data, "@calls");
	if (!counts)
		return 0;
	if (!json_object_is_type(counts, json_type_object))
		return reason_set(why, "it is damaged: a map that is none");
	json_object_put(maps->calls);
	maps->calls = json_object_get(counts);
	maps->whole = false;
	return 0;
}

static int read_lines(struct scan rest, struct maps *maps, struct reason *why)
{
	struct scan line;
	int status = 0;

	while (status == 0 && scan_line(&rest, &line)) {
		struct json_object *json;

		if (scan_left(&line) == 0)
			continue;
		json = parse_line(line);
		if (!json)
			return reason_set(why, "it is not what bpftrace "
					       "prints, or cut short");
		status = read_object(json, maps, why);
		json_object_put(json);
	}
	return status;
}

int bpftrace_parse(const char *text, size_t length, struct evidence *evidence,
		   struct reason *why)
{
	struct maps maps = { 0 };
	int status;

	if (length == 0)
		return reason_set(why, "it is empty: bpftrace was killed");
	status = read_lines(scan_text(text, length), &maps, why);
	if (status == 0 && !maps.whole)
		status = reason_set(why, "it does not end in @watched: "
					 "bpftrace was killed");
	if (status == 0 && maps.calls)
		status = add_counts(maps.calls, evidence, why);
	json_object_put(maps.calls);
	evidence->unit = "calls";
	return status;
}
