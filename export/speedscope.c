/*
 * speedscope.c: https://www.speedscope.app/file-format-schema.json, which speedscope
 * opens, and shows with as many profiles as there are measures.
 */
#include <string.h>

#include "base/json.h"
#include "base/version.h"
#include "form.h"

static struct json_object *frame_list(const struct stacks *stacks)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < stacks->frame_count; i++) {
		const struct stack_frame *frame = &stacks->frames[i];
		struct json_object *row = json_object_new_object();

		json_set_text(row, "name", frame->name);
		if (frame->file)
			json_set_text(row, "file", frame->file);
		if (frame->file && frame->line)
			json_set_int(row, "line", frame->line);
		json_object_array_add(list, row);
	}
	return list;
}

static struct json_object *sample(const struct stack *stack)
{
	struct json_object *path = json_object_new_array();

	for (size_t i = 0; i < stack->depth; i++)
		json_object_array_add(path,
				      json_object_new_int64(stack->path[i]));
	return path;
}

static const char *unit_name(const struct measure *measure)
{
	return strcmp(measure->unit, "count") == 0 ? "none" : measure->unit;
}

static struct json_object *profile(const struct stacks *stacks,
				   const struct measure *measure)
{
	struct json_object *json = json_object_new_object();
	struct json_object *samples = json_object_new_array();
	struct json_object *weights = json_object_new_array();

	json_set_text(json, "type", "sampled");
	json_set_text(json, "name", measure->type);
	json_set_text(json, "unit", unit_name(measure));
	json_set_int(json, "startValue", 0);
	json_set_int(json, "endValue", stacks_sum(stacks, measure));
	for (size_t i = 0; i < stacks->count; i++) {
		const struct stack *stack = &stacks->list[i];

		json_object_array_add(samples, sample(stack));
		json_object_array_add(weights, json_object_new_int64(stack_value(
						       stack, measure)));
	}
	json_set(json, "samples", samples);
	json_set(json, "weights", weights);
	return json;
}

int speedscope_write(const struct stacks *stacks, const char *title,
		     struct buf *out, struct reason *why)
{
	struct json_object *json = json_object_new_object();
	struct json_object *shared = json_object_new_object();
	struct json_object *profiles = json_object_new_array();

	(void)why;
	json_set_text(json, "$schema",
		      "https://www.speedscope.app/file-format-schema.json");
	json_set_text(json, "exporter", "tare@" TARE_VERSION);
	json_set_text(json, "name", title);
	json_set_int(json, "activeProfileIndex", stacks->main);
	json_set(shared, "frames", frame_list(stacks));
	json_set(json, "shared", shared);
	for (unsigned i = 0; i < stacks->measure_count; i++)
		json_object_array_add(profiles,
				      profile(stacks, &stacks->measures[i]));
	json_set(json, "profiles", profiles);
	buf_adds(out, json_object_to_json_string_ext(
			      json, JSON_C_TO_STRING_PLAIN |
					    JSON_C_TO_STRING_NOSLASHESCAPE));
	buf_adds(out, "\n");
	json_object_put(json);
	return 0;
}
