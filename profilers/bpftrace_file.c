/*
 * bpftrace_file.c: reads what bpftrace prints as JSON, an object a line; of calls
 *
 *	{"type": "attached_probes", "data": {"probes": 141}}
 *	{"type": "map", "data": {"@calls": {"uprobe:/bin/x:fib": 114626}}}
 *	{"type": "map", "data": {"@watched": 1}}
 *
 * and of samples, where each stack is a text, its innermost frame first:
 *
 *	{"type": "map", "data": {"@hz": 99}}
 *	{"type": "map", "data": {"@stacks": {"\n\t55ba f+20 (/app)\n\t7f9d g+1 (/lib)\n": 3}}}
 *	{"type": "map", "data": {"@watched": 1}}
 *
 * It prints its maps, by name, when it is asked to and at its end, each time with all
 * so far: the last one counts. An empty map it does not print, but always @watched.
 */
#include "bpftrace_file.h"

#include <json-c/json.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "profilers/frames.h"
#include "profilers/scan.h"

/* More than the kernel's limit of 127 frames. */
enum { DEPTH_MAX = 256 };

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

/* "\t55ba2c0491c shell_run+604 (/app)"; what has no name is "0x..." or empty. */
static bool read_frame(struct scan line, struct frame *frame)
{
	struct scan address;
	const char *plus;

	while (line.at < line.end && (*line.at == '\t' || *line.at == ' '))
		line.at++;
	if (!scan_word(&line, &address) || !frame_read_object(line, frame))
		return false;
	plus = memrchr(frame->function.at, '+', scan_left(&frame->function));
	if (plus)
		frame->function.end = plus;
	if (scan_starts(&frame->function, "0x") ||
	    scan_equals(&frame->function, "[unknown]"))
		frame->function.end = frame->function.at;
	if (scan_equals(&frame->object, "[unknown]"))
		frame->object.end = frame->object.at;
	return true;
}

static int add_stack(const char *text, double count, struct evidence *evidence,
		     struct reason *why)
{
	struct scan rest = scan_text(text, strlen(text));
	struct frame frames[DEPTH_MAX];
	struct scan line;
	size_t depth = 0;

	while (scan_line(&rest, &line)) {
		if (scan_left(&line) == 0)
			continue;
		if (depth == DEPTH_MAX || !read_frame(line, &frames[depth++]))
			return reason_set(why, "it is damaged: no frame is "
					       "\"%.*s\"",
					  scan_quoted(&line), line.at);
	}
	evidence_add(&evidence->truncated, depth >= 127 ? count : 0);
	if (frames_sample(frames, depth, count, evidence) < 0)
		return reason_set(why, "no memory for samples");
	return 0;
}

static int add_stacks(struct json_object *stacks, struct evidence *evidence,
		      struct reason *why)
{
	json_object_object_foreach(stacks, text, count)
	{
		if (!json_object_is_type(count, json_type_int) ||
		    json_object_get_int64(count) < 0)
			return reason_set(why, "it is damaged: the count of a "
					       "stack is no number");
		if (add_stack(text, (double)json_object_get_int64(count),
			      evidence, why) < 0)
			return -1;
	}
	return 0;
}

/* It says that there are samples, and how often they were taken. */
static int begin_samples(struct json_object *hz, struct evidence *evidence,
			 struct reason *why)
{
	char note[64];

	if (!json_object_is_type(hz, json_type_int) ||
	    json_object_get_int64(hz) <= 0)
		return reason_set(why, "it is damaged: the frequency is no "
				       "number");
	evidence->unit = "seconds";
	evidence->period = 1 / (double)json_object_get_int64(hz);
	evidence_add(&evidence->samples, 0);
	evidence_add(&evidence->unknown, 0);
	evidence_add(&evidence->truncated, 0);
	snprintf(note, sizeof(note), "cpu-clock, %lld Hz, fp",
		 (long long)json_object_get_int64(hz));
	return evidence_set_note(evidence, note) < 0 ?
		       reason_set(why, "no memory for samples") :
		       0;
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

/* The newest of each map; NULL: not printed, since there was nothing in it. */
struct maps {
	struct json_object *calls, *hz, *stacks;
	bool whole; /* nothing of ours came after @watched */
};

static void maps_release(struct maps *maps)
{
	json_object_put(maps->calls);
	json_object_put(maps->hz);
	json_object_put(maps->stacks);
}

/* Keep the map NAME of DATA, if it is that, in place of an older one. */
static void keep_map(struct maps *maps, struct json_object *data,
		     const char *name, struct json_object **to)
{
	struct json_object *map = json_get(data, name);

	if (!map)
		return;
	json_object_put(*to);
	*to = json_object_get(map);
	maps->whole = false;
}

static int read_object(struct json_object *json, struct maps *maps,
		       struct reason *why)
{
	struct json_object *data = json_get(json, "data");

	if (strcmp(json_text(json, "type", ""), "map") != 0)
		return 0;
	if (!data || !json_object_is_type(data, json_type_object))
		return reason_set(why, "it is damaged: a map without data");
	if (json_get(data, "@watched"))
		maps->whole = true;
	keep_map(maps, data, "@calls", &maps->calls);
	keep_map(maps, data, "@hz", &maps->hz);
	keep_map(maps, data, "@stacks", &maps->stacks);
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

static int add_maps(const struct maps *maps, struct evidence *evidence,
		    struct reason *why)
{
	if ((maps->calls &&
	     !json_object_is_type(maps->calls, json_type_object)) ||
	    (maps->stacks &&
	     !json_object_is_type(maps->stacks, json_type_object)))
		return reason_set(why, "it is damaged: a map that is none");
	if (maps->stacks && !maps->hz)
		return reason_set(why, "it is damaged: samples without their "
				       "frequency");
	evidence->unit = "calls";
	if (maps->hz && begin_samples(maps->hz, evidence, why) < 0)
		return -1;
	if (maps->stacks && add_stacks(maps->stacks, evidence, why) < 0)
		return -1;
	return maps->calls ? add_counts(maps->calls, evidence, why) : 0;
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
	if (status == 0)
		status = add_maps(&maps, evidence, why);
	maps_release(&maps);
	return status;
}
