/* gprof_text.c: reads what gprof prints. */
#include "gprof_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "profilers/scan.h"

static const char flat_title[] = "Flat profile:";
static const char graph_title[] = "\t\t\tCall graph";
static const char index_title[] = "Index by function name";

/* How much of a LINE to quote in a message, for "%.*s". */
static int quoted(const struct scan *line)
{
	return scan_left(line) < 100 ? (int)scan_left(line) : 100;
}

/* Take lines up to and including one that starts with TITLE. */
static bool skip_to(struct scan *text, const char *title, struct scan *line)
{
	while (scan_line(text, line)) {
		if (line->at < line->end && *line->at == '\f')
			line->at++;
		if (scan_starts(line, title))
			return true;
	}
	return false;
}

size_t gprof_text_graph(const char *text, size_t length)
{
	struct scan rest = scan_text(text, length);
	struct scan line;

	if (!skip_to(&rest, graph_title, &line))
		return length;
	return (size_t)(line.at - text);
}

/* The entry for the function whose name is the rest of LINE. */
static struct evidence_function *function_named(struct evidence *evidence,
						struct scan line)
{
	struct evidence_function *entry = NULL;
	char *name;

	scan_skip_spaces(&line);
	name = scan_copy(&line);
	if (name)
		entry = evidence_function(evidence, name);
	free(name);
	return entry;
}

/*
 *   %   cumulative   self              self     total
 *  time   seconds   seconds    calls  ms/call  ms/call  name
 *  93.49      0.14     0.14        1   140.24   140.24  fib
 *   6.68      0.15     0.01                             frame_dummy
 */
static int flat_row(struct scan line, struct evidence *evidence)
{
	struct evidence_function *entry;
	double percent, cumulative, self, calls, each, with_children;

	if (!scan_number(&line, &percent) || !scan_number(&line, &cumulative) ||
	    !scan_number(&line, &self))
		return -1;
	if (scan_number(&line, &calls) &&
	    (!scan_number(&line, &each) ||
	     !scan_number(&line, &with_children)))
		return -1;
	scan_skip_spaces(&line);
	if (line.at == line.end)
		return -1;
	entry = function_named(evidence, line);
	if (!entry)
		return -1;
	evidence_add(&entry->self, self);
	return 0;
}

/* "Each sample counts as 0.01 seconds." */
static int read_period(struct scan *text, struct evidence *evidence)
{
	static const char before[] = "Each sample counts as ";
	struct scan line;

	if (!skip_to(text, before, &line))
		return -1;
	line.at += strlen(before);
	if (!scan_number(&line, &evidence->period))
		return -1;
	return evidence->period > 0 ? 0 : -1;
}

static int read_flat(struct scan *text, struct evidence *evidence,
		     struct reason *why)
{
	struct scan line;

	if (read_period(text, evidence) < 0 ||
	    !skip_to(text, " time   seconds", &line))
		return reason_set(why, "gprof's flat profile ends before its "
				       "first row");
	while (text->at < text->end && *text->at != '\f' && *text->at != '\n') {
		scan_line(text, &line);
		if (flat_row(line, evidence) < 0)
			return reason_set(why,
					  "gprof's flat profile has a row that "
					  "cannot be read: \"%.*s\"",
					  quoted(&line), line.at);
	}
	return 0;
}

/* "20+20569120": from others + from itself; "20": no recursion. */
static bool read_calls(struct scan *line, double *others, double *itself)
{
	struct scan rest = *line;
	struct scan word, part;
	const char *plus;

	if (!scan_word(&rest, &word))
		return false;
	plus = memchr(word.at, '+', scan_left(&word));
	part = (struct scan){ word.at, plus ? plus : word.end };
	*itself = 0;
	if (!scan_number(&part, others))
		return false;
	part = (struct scan){ plus ? plus + 1 : word.end, word.end };
	if (plus && !scan_number(&part, itself))
		return false;
	*line = rest;
	return true;
}

/* Drop the number that OPEN starts and CLOSE ends from the end of LINE. */
static bool drop_number(struct scan *line, const char *open, const char *close)
{
	struct scan cut = *line;

	if (!scan_drop_tail(&cut, close))
		return false;
	while (cut.end > cut.at && cut.end[-1] >= '0' && cut.end[-1] <= '9')
		cut.end--;
	if (!scan_drop_tail(&cut, open))
		return false;
	line->end = cut.end;
	return true;
}

/* The edge is there when there is a call at all. */
static int add_edge(struct evidence *evidence, struct scan caller,
		    struct scan callee, double calls)
{
	struct evidence_edge *edge = NULL;
	char *from, *to;

	if (!(calls > 0))
		return 0;
	from = scan_copy(&caller);
	to = scan_copy(&callee);
	if (from && to)
		edge = evidence_edge(evidence, from, to);
	free(from);
	free(to);
	if (!edge)
		return -1;
	evidence_add(&edge->calls, calls);
	return 0;
}

/* "501/501", of which the first is wanted, or "501". */
static bool read_count(struct scan word, double *count)
{
	const char *slash = memchr(word.at, '/', scan_left(&word));

	if (slash)
		word.end = slash;
	return scan_number(&word, count);
}

/*
 * A line below it, of what its function calls; within a cycle without times:
 *
 *                 0.08    0.00       1/1           fib [1]
 *                                  500             is_even <cycle 1> [6]
 */
static int child_row(struct scan line, struct evidence *evidence,
		     struct scan caller)
{
	struct scan word;
	double count, ignored;

	if (!scan_word(&line, &word))
		return -1;
	if (memchr(word.at, '.', scan_left(&word)) &&
	    (!scan_number(&line, &ignored) || !scan_word(&line, &word)))
		return -1;
	if (!read_count(word, &count) || !drop_number(&line, " [", "]"))
		return -1;
	drop_number(&line, " <cycle ", ">");
	scan_skip_spaces(&line);
	if (line.at == line.end)
		return -1;
	/* Its calls of itself are in the line that the block is about. */
	if (scan_left(&line) == scan_left(&caller) &&
	    memcmp(line.at, caller.at, scan_left(&line)) == 0)
		return 0;
	return add_edge(evidence, caller, line, count);
}

/*
 * The line of a block that the block is about:
 *
 * index % time    self  children    called     name
 * [1]     93.3    0.14    0.00       1+78176336 fib [1]
 * [2]      0.0    0.00    0.00     501         is_even <cycle 1> [2]
 * [3]      6.7    0.01    0.00                 frame_dummy [3]
 * [1]      0.0    0.00    0.00       1+1001    <cycle 1 as a whole> [1]
 *
 * The last one repeats what its members say, and no function is called so.
 */
static int graph_row(struct scan line, struct evidence *evidence,
		     struct scan *caller)
{
	struct evidence_function *entry;
	double percent, self, children, others = NAN, itself = NAN;
	struct scan index;

	if (!scan_word(&line, &index) || !scan_number(&line, &percent) ||
	    !scan_number(&line, &self) || !scan_number(&line, &children))
		return -1;
	if (!read_calls(&line, &others, &itself))
		others = itself = NAN;
	if (!drop_number(&line, " [", "]"))
		return -1;
	drop_number(&line, " <cycle ", ">");
	scan_skip_spaces(&line);
	if (line.at == line.end)
		return -1;
	if (drop_number(&line, "<cycle ", " as a whole>"))
		return 0;
	*caller = line;
	entry = function_named(evidence, line);
	if (!entry || add_edge(evidence, line, line, itself) < 0)
		return -1;
	evidence_add(&entry->calls, others + itself);
	evidence_add(&entry->primitive, others);
	evidence_add(&entry->total, self + children);
	/* The flat profile leaves out what has neither time nor calls. */
	if (isnan(entry->self))
		entry->self = self;
	return 0;
}

static int read_graph(struct scan *text, struct evidence *evidence,
		      struct reason *why)
{
	struct scan caller = { NULL, NULL };
	struct scan line;

	while (scan_line(text, &line)) {
		int status = 0;

		if (line.at < line.end && *line.at == '\f')
			line.at++;
		if (scan_starts(&line, index_title))
			return 0;
		if (scan_starts(&line, "-----"))
			caller.at = NULL;
		else if (scan_starts(&line, "["))
			status = graph_row(line, evidence, &caller);
		else if (caller.at)
			status = child_row(line, evidence, caller);
		if (status < 0)
			return reason_set(why,
					  "gprof's call graph has a row that "
					  "cannot be read: \"%.*s\"",
					  quoted(&line), line.at);
	}
	return reason_set(why, "gprof's call graph ends too early");
}

int gprof_text_parse(const char *text, size_t length, struct evidence *evidence,
		     struct reason *why)
{
	struct scan rest = scan_text(text, length);
	struct scan line;

	if (length == 0)
		return reason_set(why, "gprof printed nothing");
	if (!scan_starts(&rest, flat_title))
		return reason_set(why,
				  "this is not what gprof prints: it does "
				  "not start with \"%s\"",
				  flat_title);
	if (rest.end[-1] != '\n')
		return reason_set(why, "gprof's output is cut short: it ends "
				       "in the middle of a line");
	evidence->unit = "seconds";
	if (read_flat(&rest, evidence, why) < 0)
		return -1;
	if (!skip_to(&rest, graph_title, &line))
		return 0;
	return read_graph(&rest, evidence, why);
}
