/*
 * dhat_file.c: reads a dhat.out file.
 *
 * It is JSON, described in valgrind's dhat/dh_main.c, "File format": an array
 * of program points ("pps"), each with what one stack has allocated, and a
 * table of frames ("ftbl"), whose first is the root of all stacks.
 */
#include "dhat_file.h"

#include <json-c/json.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "profilers/frames.h"
#include "profilers/symbols.h"

/* What a program point says, in DHAT's names. */
struct point {
	double blocks, bytes;	       /* tbk, tb: ever */
	double peak_bytes, left_bytes; /* gb: at the peak; eb: at the end */
};

struct reader {
	struct json_object *table;
	const char *root;
	size_t kept; /* frames of a stack at most; 0: not known */
	struct evidence *evidence;
	struct reason *why;
	bool copies; /* --mode=copy: of memcpy() and its like, not of malloc() */
};

static bool read_count(struct json_object *json, const char *key, double *value)
{
	struct json_object *member = json_get(json, key);

	if (!member || !json_object_is_type(member, json_type_int))
		return false;
	*value = (double)json_object_get_int64(member);
	return *value >= 0;
}

/* "0x1093F5: list_push (/build/sample.c:49)" */
static bool read_frame(struct json_object *table, struct json_object *index,
		       struct frame *frame)
{
	struct json_object *entry = NULL;
	int64_t at = json_object_get_int64(index);
	struct scan text;
	const char *colon;

	if (json_object_is_type(index, json_type_int) && at >= 0)
		entry = json_object_array_get_idx(table, (size_t)at);
	if (!entry || !json_object_is_type(entry, json_type_string))
		return false;
	text = scan_text(json_object_get_string(entry),
			 (size_t)json_object_get_string_len(entry));
	colon = memchr(text.at, ':', scan_left(&text));
	if (!colon || memchr(text.at, '\0', scan_left(&text)))
		return false;
	text.at = colon + 1;
	scan_skip_spaces(&text);
	return frame_read(text, frame);
}

/* Valgrind's replacement of malloc is no part of the program. */
static bool is_replacement(const struct frame *frame)
{
	return memmem(frame->object.at, scan_left(&frame->object),
		      "/vgpreload_", strlen("/vgpreload_")) != NULL;
}

/* Innermost first. Returns how many, -1 when they cannot be read. */
static long read_frames(struct reader *reader, struct json_object *indices,
			struct frame *frames)
{
	size_t depth;
	long count = 0;

	if (!indices || !json_object_is_type(indices, json_type_array))
		return -1;
	depth = json_object_array_length(indices);
	if (depth > DHAT_DEPTH_MAX)
		return -1;
	for (size_t i = 0; i < depth; i++) {
		if (!read_frame(reader->table,
				json_object_array_get_idx(indices, i),
				&frames[count]))
			return -1;
		if (count > 0 || !is_replacement(&frames[0]))
			count++;
	}
	return count;
}

/* One frame of those kept was malloc's, perhaps all; a whole stack starts in main. */
static bool is_cut(const struct reader *reader, const struct frame *frames,
		   size_t count)
{
	return count + 1 >= reader->kept &&
	       !(count > 0 &&
		 scan_equals(&frames[count - 1].function, "main"));
}

static int add_point(struct reader *reader, const struct point *point,
		     const struct frame *frames, size_t count)
{
	struct evidence *evidence = reader->evidence;
	struct evidence_stack *stack = frames_stack(frames, count, evidence);
	struct evidence_site *site =
		frames_site(frames, count, reader->root, evidence);

	if (!stack || !site)
		return reason_set(reader->why, "no memory for its sites");
	evidence_add(&stack->weight, point->blocks);
	evidence_add(&stack->bytes, point->bytes);
	evidence_add(&stack->peak_bytes, point->peak_bytes);
	evidence_add(&stack->leaked_bytes, point->left_bytes);
	evidence_add(&site->allocations, point->blocks);
	evidence_add(&site->bytes, point->bytes);
	evidence_add(&site->peak_bytes, point->peak_bytes);
	evidence_add(&site->leaked_bytes, point->left_bytes);
	evidence_add(&evidence->allocations, point->blocks);
	evidence_add(&evidence->bytes, point->bytes);
	evidence_add(&evidence->peak_bytes, point->peak_bytes);
	evidence_add(&evidence->leaked_bytes, point->left_bytes);
	if (reader->kept > 0)
		evidence_add(&evidence->truncated,
			     is_cut(reader, frames, count) ? point->blocks : 0);
	return 0;
}

/* What was copied on behalf of the line that called. */
static int add_copies(struct reader *reader, const struct point *point,
		      const struct frame *frames, size_t count)
{
	const struct frame *own = frames_own(frames, count, reader->root);
	char *file = own && own->line > 0 ? scan_copy(&own->file) : NULL;
	char *name = own ? scan_copy(&own->function) : NULL;
	struct evidence_line *line = NULL;
	int status = 0;

	if (file && *file)
		line = evidence_line(reader->evidence,
				     path_below(file, reader->root), own->line);
	if (line)
		evidence_add(&line->copied, point->bytes);
	if ((file && *file && !line) ||
	    (line && evidence_take(&line->function, name) < 0))
		status = reason_set(reader->why, "no memory for its lines");
	free(file);
	free(name);
	return status;
}

static int read_point(struct reader *reader, struct json_object *json)
{
	struct frame frames[DHAT_DEPTH_MAX];
	struct point point = { 0 };
	long count = -1;

	if (json_object_is_type(json, json_type_object) &&
	    read_count(json, "tbk", &point.blocks) &&
	    read_count(json, "tb", &point.bytes) &&
	    (reader->copies ||
	     (read_count(json, "gb", &point.peak_bytes) &&
	      read_count(json, "eb", &point.left_bytes))))
		count = read_frames(reader, json_get(json, "fs"), frames);
	if (count < 0)
		return reason_set(reader->why,
				  "it is damaged: a program point "
				  "that cannot be read");
	return reader->copies ?
		       add_copies(reader, &point, frames, (size_t)count) :
		       add_point(reader, &point, frames, (size_t)count);
}

static int check_header(struct json_object *json, bool *copies,
			struct reason *why)
{
	const char *mode = json_text(json, "mode", "");

	*copies = strcmp(mode, "copy") == 0;
	if (json_get_number(json, "dhatFileVersion", 0) != 2)
		return reason_set(why, "it is no dhat.out file of version 2");
	if (strcmp(mode, "heap") != 0 && !*copies)
		return reason_set(why, "it is not about the heap, nor copies");
	return 0;
}

static int read_points(struct json_object *json, struct reader *reader)
{
	struct json_object *points = json_get(json, "pps");

	reader->table = json_get(json, "ftbl");
	if (check_header(json, &reader->copies, reader->why) < 0)
		return -1;
	if (!points || !json_object_is_type(points, json_type_array) ||
	    !reader->table ||
	    !json_object_is_type(reader->table, json_type_array))
		return reason_set(reader->why,
				  "it is damaged: it has no program points");
	for (size_t i = 0; i < json_object_array_length(points); i++) {
		struct json_object *point =
			json_object_array_get_idx(points, i);

		if (read_point(reader, point) < 0)
			return -1;
	}
	return 0;
}

/* NULL with WHY when it is no JSON object, or only the beginning of one. */
static struct json_object *parse_json(const char *text, size_t length,
				      struct reason *why)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *json = NULL;

	if (length == 0) {
		reason_set(why, "it is empty: the program was killed");
	} else if (length > INT_MAX || !tokener) {
		reason_set(why, "no memory to parse it");
	} else {
		json = json_tokener_parse_ex(tokener, text, (int)length);
		if (json_tokener_get_error(tokener) == json_tokener_continue)
			reason_set(why, "it is cut short");
		else if (!json || !json_object_is_type(json, json_type_object))
			reason_set(why, "it is no dhat.out file");
	}
	if (json && !json_object_is_type(json, json_type_object)) {
		json_object_put(json);
		json = NULL;
	}
	if (tokener)
		json_tokener_free(tokener);
	return json;
}

int dhat_parse(const char *text, size_t length, const char *root, size_t kept,
	       struct evidence *evidence, struct reason *why)
{
	struct json_object *json = parse_json(text, length, why);
	struct reader reader = {
		.root = root,
		.kept = kept,
		.evidence = evidence,
		.why = why,
	};
	int status;

	if (!json)
		return -1;
	status = read_points(json, &reader);
	json_object_put(json);
	evidence->unit = reader.copies ? "bytes" : "allocations";
	return status;
}
