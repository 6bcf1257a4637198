/*
 * bpftrace_file.c: reads what bpftrace prints as JSON, an object a line; of calls
 *
 *	{"type": "attached_probes", "data": {"probes": 141}}
 *	{"type": "map", "data": {"@calls": {"answer": 2, "fib": 114626}}}
 *
 * and of samples, where each stack is a text, its innermost frame first:
 *
 *	{"type": "map", "data": {"@hz": 99}}
 *	{"type": "map", "data": {"@stacks": {"\n\t55ba f+20 (/app)\n\t7f9d g+1 (/lib)\n": 3}}}
 */
#include "bpftrace_file.h"

#include <json-c/json.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "profilers/frames.h"
#include "profilers/scan.h"

/* More than the kernel's limit of 127 frames. */
enum { DEPTH_MAX = 256 };

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
	evidence_add(&evidence->truncated, depth >= 127 ? 1 : 0);
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

/* 1 when it was a map that is wanted, 0 when something else. */
static int read_object(struct json_object *json, struct evidence *evidence,
		       struct reason *why)
{
	struct json_object *data = json_get(json, "data");
	struct json_object *map;

	if (strcmp(json_text(json, "type", ""), "map") != 0)
		return 0;
	if (!data || !json_object_is_type(data, json_type_object))
		return reason_set(why, "it is damaged: a map without data");
	map = json_get(data, "@hz");
	if (map)
		return begin_samples(map, evidence, why) < 0 ? -1 : 1;
	map = json_get(data, "@stacks");
	if (json_object_is_type(map, json_type_object)) {
		if (isnan(evidence->period))
			return reason_set(why, "it is damaged: samples without "
					       "their frequency");
		return add_stacks(map, evidence, why) < 0 ? -1 : 1;
	}
	map = json_get(data, "@calls");
	if (!json_object_is_type(map, json_type_object))
		return 0;
	evidence->unit = "calls";
	return add_counts(map, evidence, why) < 0 ? -1 : 1;
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
	return 0;
}
