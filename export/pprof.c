/*
 * pprof.c: pprof's profile.proto, compressed, as `go tool pprof`, Pyroscope, Parca and
 * speedscope read it. Field numbers are those of
 * https://github.com/google/pprof/blob/main/proto/profile.proto
 *
 * Evidence has functions, not addresses: each is one location, at one address of none.
 */
#include <string.h>

#include "base/utf8.h"
#include "base/version.h"
#include "export/gzip.h"
#include "export/protobuf.h"
#include "form.h"

enum profile_field {
	PROFILE_SAMPLE_TYPE = 1,
	PROFILE_SAMPLE = 2,
	PROFILE_MAPPING = 3,
	PROFILE_LOCATION = 4,
	PROFILE_FUNCTION = 5,
	PROFILE_STRING = 6,
	PROFILE_PERIOD_TYPE = 11,
	PROFILE_PERIOD = 12,
	PROFILE_COMMENT = 13,
	PROFILE_DEFAULT_TYPE = 14,
};
enum { VALUE_TYPE = 1, VALUE_UNIT = 2 };
enum { SAMPLE_LOCATIONS = 1, SAMPLE_VALUES = 2 };
enum {
	MAPPING_ID = 1,
	MAPPING_FILE = 5,
	MAPPING_HAS_FUNCTIONS = 7,
	MAPPING_HAS_FILES = 8,
	MAPPING_HAS_LINES = 9,
	MAPPING_HAS_INLINED = 10,
};
enum { LOCATION_ID = 1, LOCATION_MAPPING = 2, LOCATION_LINE = 4 };
enum { LINE_FUNCTION = 1, LINE_NUMBER = 2 };
enum {
	FUNCTION_ID = 1,
	FUNCTION_NAME = 2,
	FUNCTION_SYSTEM_NAME = 3,
	FUNCTION_FILE = 4,
	FUNCTION_LINE = 5,
};

struct writer {
	struct buf body; /* all but the strings */
	struct buf part, inner;
	struct buf strings; /* the table's fields */
	uint64_t string_count;
	uint64_t types[MEASURE_MAX]; /* the measures' names: strings */
};

/* The position of TEXT in the table, whose first entry is "". */
static uint64_t add_string(struct writer *writer, const char *text)
{
	if (!text || !*text)
		return 0;
	utf8_add(&writer->inner, text, strlen(text));
	protobuf_part(&writer->strings, PROFILE_STRING, &writer->inner);
	return writer->string_count++;
}

/* Of measure M; some readers tell types apart by where their names are. */
static void add_type(struct writer *writer, enum profile_field field,
		     const struct stacks *stacks, unsigned m)
{
	const struct measure *measure = &stacks->measures[m];
	struct buf *part = &writer->part;

	if (!writer->types[m])
		writer->types[m] = add_string(writer, measure->type);
	protobuf_number(part, VALUE_TYPE, writer->types[m]);
	protobuf_number(part, VALUE_UNIT, add_string(writer, measure->unit));
	protobuf_part(&writer->body, field, part);
}

static void add_sample(struct writer *writer, const struct stacks *stacks,
		       const struct stack *stack)
{
	/* Innermost first. */
	for (size_t i = stack->depth; i > 0; i--)
		protobuf_add(&writer->inner, (uint64_t)stack->path[i - 1] + 1);
	protobuf_part(&writer->part, SAMPLE_LOCATIONS, &writer->inner);
	for (unsigned m = 0; m < stacks->measure_count; m++)
		protobuf_add(&writer->inner,
			     (uint64_t)stack_value(stack,
						   &stacks->measures[m]));
	protobuf_part(&writer->part, SAMPLE_VALUES, &writer->inner);
	protobuf_part(&writer->body, PROFILE_SAMPLE, &writer->part);
}

/* All functions are known: no reader need look for the program. */
static void add_mapping(struct writer *writer, const char *title)
{
	struct buf *part = &writer->part;

	protobuf_number(part, MAPPING_ID, 1);
	protobuf_number(part, MAPPING_FILE, add_string(writer, title));
	protobuf_number(part, MAPPING_HAS_FUNCTIONS, true);
	protobuf_number(part, MAPPING_HAS_FILES, true);
	protobuf_number(part, MAPPING_HAS_LINES, true);
	protobuf_number(part, MAPPING_HAS_INLINED, true);
	protobuf_part(&writer->body, PROFILE_MAPPING, part);
}

/* A function, and the location that is it; IDs count from 1. */
static void add_function(struct writer *writer, const struct stack_frame *frame,
			 uint64_t id)
{
	struct buf *part = &writer->part;
	uint64_t name = add_string(writer, frame->name);
	uint64_t line = frame->line > 0 ? (uint64_t)frame->line : 0;

	protobuf_number(part, FUNCTION_ID, id);
	protobuf_number(part, FUNCTION_NAME, name);
	protobuf_number(part, FUNCTION_SYSTEM_NAME, name);
	protobuf_number(part, FUNCTION_FILE, add_string(writer, frame->file));
	protobuf_number(part, FUNCTION_LINE, line);
	protobuf_part(&writer->body, PROFILE_FUNCTION, part);

	protobuf_number(&writer->inner, LINE_FUNCTION, id);
	protobuf_number(&writer->inner, LINE_NUMBER, line);
	protobuf_number(part, LOCATION_ID, id);
	protobuf_number(part, LOCATION_MAPPING, 1);
	protobuf_part(part, LOCATION_LINE, &writer->inner);
	protobuf_part(&writer->body, PROFILE_LOCATION, part);
}

/* What one sample stands for: so much time, or one allocation. */
static void add_period(struct writer *writer, const struct stacks *stacks)
{
	const struct measure *main = &stacks->measures[stacks->main];
	double period = stacks->evidence->period * main->scale;
	bool timed = strcmp(main->unit, "nanoseconds") == 0 && period > 0 &&
		     period < 1e18;

	add_type(writer, PROFILE_PERIOD_TYPE, stacks, timed ? stacks->main : 0);
	protobuf_number(&writer->body, PROFILE_PERIOD,
			timed ? (uint64_t)(period + 0.5) : 1);
}

static void add_profile(struct writer *writer, const struct stacks *stacks,
			const char *title)
{
	for (unsigned m = 0; m < stacks->measure_count; m++)
		add_type(writer, PROFILE_SAMPLE_TYPE, stacks, m);
	for (size_t i = 0; i < stacks->count; i++)
		add_sample(writer, stacks, &stacks->list[i]);
	add_mapping(writer, title);
	for (size_t i = 0; i < stacks->frame_count; i++)
		add_function(writer, &stacks->frames[i], i + 1);
	add_period(writer, stacks);
	protobuf_number(&writer->body, PROFILE_COMMENT,
			add_string(writer, "tare " TARE_VERSION));
	protobuf_number(&writer->body, PROFILE_COMMENT,
			add_string(writer, stacks->note));
	protobuf_number(&writer->body, PROFILE_DEFAULT_TYPE,
			writer->types[stacks->main]);
}

int pprof_write(const struct stacks *stacks, const char *title,
		struct buf *out, struct reason *why)
{
	struct writer writer = { .string_count = 1 };

	(void)why;
	buf_init(&writer.body);
	buf_init(&writer.part);
	buf_init(&writer.inner);
	buf_init(&writer.strings);
	protobuf_bytes(&writer.strings, PROFILE_STRING, "", 0);
	add_profile(&writer, stacks, title);
	buf_add(&writer.body, writer.strings.text, writer.strings.len);
	if (writer.body.failed || writer.strings.failed)
		out->failed = true;
	else
		gzip_add(out, writer.body.text, writer.body.len);
	buf_release(&writer.body);
	buf_release(&writer.part);
	buf_release(&writer.inner);
	buf_release(&writer.strings);
	return 0;
}
