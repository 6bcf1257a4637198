/* custom.c: what a user's own tool left behind, as evidence. */
#include "custom.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/place.h"
#include "base/proc.h"
#include "profilers/capture.h"
#include "profilers/frames.h"
#include "profilers/perf_script.h"

enum { DEPTH_MAX = 1024, WORD_MAX = 40 };

static int bad_line(const struct scan *line, unsigned number,
		    struct reason *why)
{
	return reason_set(why,
			  "line %u: FRAME;FRAME;... WEIGHT expected, not "
			  "\"%.*s\"",
			  number, scan_quoted(line), line->at);
}

/* Split "main;f;g", outermost first, into FRAMES, innermost first. 0: it cannot be. */
static size_t split_frames(struct scan text, struct frame *frames)
{
	size_t depth = 0;

	while (text.at < text.end && depth < DEPTH_MAX) {
		const char *semicolon = memrchr(text.at, ';', scan_left(&text));
		struct scan name = { semicolon ? semicolon + 1 : text.at,
				     text.end };

		if (name.at == name.end)
			return 0;
		frames[depth++] = (struct frame){ .function = name,
						  .file = { "", "" },
						  .object = { "", "" } };
		text.end = semicolon ? semicolon : text.at;
		if (semicolon == text.at)
			return 0;
	}
	return depth;
}

int custom_folded(const char *text, size_t length, double scale,
		  struct evidence *evidence, struct reason *why)
{
	struct frame *frames = calloc(DEPTH_MAX, sizeof(*frames));
	struct scan rest = scan_text(text, length);
	struct scan line;
	unsigned number = 0;
	int status = frames ? 0 : reason_set(why, "no memory for stacks");

	evidence->period = scale;
	evidence_add(&evidence->samples, 0);
	while (status == 0 && scan_line(&rest, &line)) {
		const char *space = memrchr(line.at, ' ', scan_left(&line));
		struct scan weight = { space ? space + 1 : line.end, line.end };
		double count;
		size_t depth;

		number++;
		if (scan_left(&line) == 0)
			continue;
		line.end = space ? space : line.end;
		depth = split_frames(line, frames);
		if (!depth || !scan_number(&weight, &count) ||
		    scan_left(&weight) > 0)
			status = bad_line(&line, number, why);
		else if (frames_sample(frames, depth, count, evidence) < 0)
			status = reason_set(why, "no memory for stacks");
	}
	free(frames);
	return status;
}

static int read_folded(const struct profiler *profiler, const struct buf *text,
		       struct evidence *evidence, struct reason *why)
{
	if (custom_folded(text->text, text->len, profiler->custom->scale,
			  evidence, why) < 0)
		return -1;
	if (evidence_set_unit(evidence, profiler->unit) < 0)
		return reason_set(why, "no memory for the unit");
	/* Only samples in time can be held against the time that was used. */
	if (strncmp(profiler->unit, "seconds", strlen("seconds")) != 0)
		evidence->samples = evidence->period = NAN;
	return 0;
}

static int read_evidence(const struct buf *text, struct evidence *evidence,
			 struct reason *why)
{
	struct json_object *json = json_parse(text->text, text->len, "it", why);
	int status = json ? evidence_from_json(evidence, json, why) : -1;

	json_object_put(json);
	return status;
}

/* What the converter makes of the file PATH. */
static int convert(const struct capture *capture, const char *path,
		   struct buf *text, struct reason *why)
{
	const char *const *words = capture->profiler->custom->convert;
	const struct place places[] = { { "file", path },
					{ "out", capture->out },
					{ "binary", capture->binary },
					{ .name = NULL } };
	static const char *const env[] = { "LC_ALL=C", "DEBUGINFOD_URLS=",
					   NULL };
	struct buf filled[WORD_MAX];
	const char *argv[WORD_MAX + 1];
	const struct proc_start start = { .argv = argv, .env = env };
	size_t count = 0;
	int status;

	for (; words[count]; count++) {
		buf_init(&filled[count]);
		place_fill(&filled[count], words[count], places);
		argv[count] = filled[count].text;
	}
	argv[count] = NULL;
	status = proc_run_start(&start, text, why);
	while (count > 0)
		buf_release(&filled[--count]);
	return status;
}

static int parse_file(const struct capture *capture, const char *path,
		      const char *rest, const struct buf *bytes,
		      struct evidence *evidence, struct reason *why)
{
	const struct custom *custom = capture->profiler->custom;
	const struct buf *text = bytes;
	struct buf converted;
	int status = 0;

	(void)rest;
	buf_init(&converted);
	if (custom->convert) {
		status = convert(capture, path, &converted, why);
		text = &converted;
	}
	if (status == 0 && custom->form == CUSTOM_FOLDED)
		status = read_folded(capture->profiler, text, evidence, why);
	else if (status == 0 && custom->form == CUSTOM_EVIDENCE)
		status = read_evidence(text, evidence, why);
	else if (status == 0)
		status = perf_script_parse(text->text, text->len, evidence,
					   why);
	if (status == 0)
		status = capture_keep(capture, path, bytes, why);
	buf_release(&converted);
	return status;
}

int custom_read(const struct capture *capture, struct evidence *evidence,
		struct reason *why)
{
	const struct capture_format format = {
		.prefix = capture->profiler->custom->files,
		.hint = "the tool did not write there, or was killed",
		.parse = parse_file,
	};

	if (capture_read(capture, &format, evidence, why) < 0 ||
	    capture_places(capture, evidence, why) < 0)
		return -1;
	evidence_sort(evidence);
	return capture_stats(capture, "stats.txt", evidence, why);
}
