/*
 * perf_script.c: reads what `perf script` prints.
 *
 *	# event : name = cpu-clock:pppH, , id = ... sample_freq } = 999, ...
 *	# ========
 *	#
 *	 7384    1001001 cpu-clock:pppH:
 *		            1329 fib+0x29 (/tmp/sample)
 *		            1410 main+0x10 (/tmp/sample)
 *
 * A line of a process that starts a sample, its frames, innermost first, and an
 * empty line.
 */
#include "perf_script.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "profilers/array.h"
#include "profilers/frames.h"

struct reader {
	struct scan text;
	struct evidence *evidence;
	struct reason *why;
	double *pids; /* each once */
	size_t pid_count;
	struct frame frames[PERF_DEPTH_MAX]; /* innermost first */
	size_t depth;
	bool counts; /* events, not time: a sample is worth so many */
};

static int damaged(struct reader *reader, const struct scan *line)
{
	return reason_set(reader->why,
			  "perf script printed what cannot be read: \"%.*s\"",
			  scan_quoted(line),
			  line->at);
}

static int no_memory(struct reader *reader)
{
	return reason_set(reader->why, "no memory for samples");
}

/* A line that is whole, with its newline. */
static bool take_line(struct reader *reader, struct scan *line)
{
	return memchr(reader->text.at, '\n', scan_left(&reader->text)) &&
	       scan_line(&reader->text, line);
}

/* What follows WORD in LINE; false when it does not hold it. */
static bool find_word(struct scan line, const char *word, struct scan *after)
{
	const char *at =
		memmem(line.at, scan_left(&line), word, strlen(word));

	if (!at)
		return false;
	*after = (struct scan){ at + strlen(word), line.end };
	return true;
}

/* TEXT up to the first byte that is one of STOPS. */
static struct scan until(struct scan text, const char *stops)
{
	for (const char *p = text.at; p < text.end; p++)
		if (strchr(stops, *p) && *p) {
			text.end = p;
			break;
		}
	return text;
}

/* The number that follows WORD in LINE. */
static bool find_number(struct scan line, const char *word, double *number)
{
	struct scan digits;

	if (!find_word(line, word, &digits))
		return false;
	digits = until(digits, ", ");
	return scan_number(&digits, number);
}

/* How stacks were found: nothing is said when there are none. */
static void add_unwinder(struct scan line, struct buf *note)
{
	struct scan types;
	double bytes;

	if (find_number(line, "sample_stack_user = ", &bytes))
		buf_addf(note, ", dwarf %.0f B", bytes);
	else if (find_word(line, "sample_type = ", &types) &&
		 find_word(until(types, ","), "CALLCHAIN", &types))
		buf_adds(note, ", fp");
}

/*
 * "# event : name = cpu-clock:pppH, , ... sample_freq } = 999, ..., freq = 1, ..."; in
 * a file with a fixed period it is the period, and "freq = 1" is missing.
 */
static int read_event(struct reader *reader, struct scan line)
{
	struct evidence *evidence = reader->evidence;
	struct scan name;
	double rate, is_freq;
	struct buf note;
	int status = -1;

	if (!find_word(line, "name = ", &name) ||
	    !find_number(line, "sample_freq } = ", &rate) || rate <= 0)
		return damaged(reader, &line);
	name = until(name, ":,");
	buf_init(&note);
	buf_add(&note, name.at, scan_left(&name));
	if (find_number(line, " freq = ", &is_freq) && is_freq == 1) {
		evidence->period = 1 / rate;
		buf_addf(&note, ", %.0f Hz", rate);
	} else {
		evidence->period = rate;
		buf_addf(&note, ", each %.0f", rate);
		reader->counts = true;
	}
	add_unwinder(line, &note);
	if (!note.failed)
		status = evidence_set_note(evidence, note.text);
	if (status == 0 && reader->counts) {
		buf_clear(&note);
		buf_add(&note, name.at, scan_left(&name));
		status = evidence_set_unit(evidence, note.text);
	}
	buf_release(&note);
	return status < 0 ? no_memory(reader) : 0;
}

static int read_header(struct reader *reader)
{
	static const char event[] = "# event : ";
	struct scan line;

	while (take_line(reader, &line)) {
		/* The dummy only tells of new processes and mappings. */
		if (scan_starts(&line, event) &&
		    !scan_starts(&line, "# event : name = dummy") &&
		    read_event(reader, line) < 0)
			return -1;
		if (!isnan(reader->evidence->period) &&
		    scan_equals(&line, "# ========"))
			return 0;
	}
	return reason_set(reader->why, "perf script's header is cut short");
}

static int add_pid(struct reader *reader, double pid)
{
	double *grown;

	for (size_t i = 0; i < reader->pid_count; i++)
		if (reader->pids[i] == pid)
			return 0;
	grown = array_grow(reader->pids, reader->pid_count, sizeof(*grown));
	if (!grown)
		return no_memory(reader);
	reader->pids = grown;
	reader->pids[reader->pid_count++] = pid;
	return 0;
}

/* "            1329 fib (/tmp/sample)"; an unknown name is "[unknown]". */
static bool read_frame(struct scan line, struct frame *frame)
{
	static const char unknown[] = "[unknown]";
	struct scan address;

	while (line.at < line.end && (*line.at == '\t' || *line.at == ' '))
		line.at++;
	if (!scan_word(&line, &address) || scan_left(&line) == 0)
		return false;
	if (!frame_read_object(line, frame))
		return false;
	if (scan_equals(&frame->function, unknown))
		frame->function.end = frame->function.at;
	if (scan_equals(&frame->object, unknown))
		frame->object.end = frame->object.at;
	return true;
}

static int add_sample(struct reader *reader)
{
	struct evidence *evidence = reader->evidence;

	if (frames_sample(reader->frames, reader->depth, 1, evidence) < 0)
		return no_memory(reader);
	evidence_add(&evidence->truncated,
		     reader->depth >= PERF_STACK_MAX ? 1 : 0);
	return 0;
}

/* " 7384    1001001 cpu-clock:pppH: " and what belongs to it. */
static int read_sample(struct reader *reader, struct scan start)
{
	struct scan line = start;
	double pid, period;

	if (!scan_number(&line, &pid) || !scan_number(&line, &period) ||
	    !memchr(line.at, ':', scan_left(&line)))
		return damaged(reader, &start);
	reader->depth = 0;
	while (take_line(reader, &line)) {
		if (scan_left(&line) == 0)
			return add_pid(reader, pid) < 0 ? -1 :
							  add_sample(reader);
		if (reader->depth == PERF_DEPTH_MAX ||
		    !read_frame(line, &reader->frames[reader->depth]))
			return damaged(reader, &line);
		reader->depth++;
	}
	return reason_set(reader->why, "perf script's output is cut short, in "
				       "a sample");
}

/* " 7384 PERF_RECORD_LOST lost 12" and the like. */
static bool read_lost(struct reader *reader, struct scan line)
{
	struct scan count;
	double lost;

	if (!find_word(line, "PERF_RECORD_LOST", &count) ||
	    !find_word(count, "lost ", &count) || !scan_number(&count, &lost))
		return false;
	evidence_add(&reader->evidence->lost, lost);
	return true;
}

static int read_samples(struct reader *reader)
{
	struct scan line;

	while (take_line(reader, &line)) {
		if (scan_left(&line) == 0 || scan_starts(&line, "#") ||
		    read_lost(reader, line))
			continue;
		if (read_sample(reader, line) < 0)
			return -1;
	}
	if (scan_left(&reader->text) > 0)
		return reason_set(reader->why, "perf script's output is cut "
					       "short, in a line");
	return 0;
}

int perf_script_parse(const char *text, size_t length,
		      struct evidence *evidence, struct reason *why)
{
	struct reader reader = {
		.text = scan_text(text, length),
		.evidence = evidence,
		.why = why,
	};
	int status;

	if (length == 0)
		return reason_set(why, "perf script printed nothing");
	if (!scan_starts(&reader.text, "# ========\n"))
		return reason_set(why, "this is not what perf script prints: "
				       "it has no header");
	evidence->unit = "seconds";
	status = read_header(&reader);
	evidence_add(&evidence->samples, 0);
	evidence_add(&evidence->lost, 0);
	evidence_add(&evidence->unknown, 0);
	evidence_add(&evidence->truncated, 0);
	if (status == 0)
		status = read_samples(&reader);
	evidence->processes = (unsigned)reader.pid_count;
	free(reader.pids);
	return status;
}
