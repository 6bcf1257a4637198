/*
 * callgrind_file.c: reads a callgrind.out file.
 *
 * The format is that of valgrind's manual, chapter "Callgrind Format
 * Specification". A name is written once, as "(ID) name", and then as "(ID)". Of a
 * recursive function the activations inside of another one are called "name'2".
 */
#include "callgrind_file.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "profilers/callgrind_calls.h"
#include "profilers/callgrind_names.h"
#include "profilers/callgrind_position.h"
#include "profilers/scan.h"
#include "profilers/symbols.h"

struct function {
	size_t index; /* in the evidence */
	bool again;   /* an activation inside of another */
	bool known;
};

struct reader {
	struct evidence *evidence;
	const char *root;
	struct callgrind_names files, functions, objects;
	struct scan file;
	struct scan object;
	struct scan callee_object; /* of the next "calls" */
	struct scan program; /* that ran; empty: not known */
	struct callgrind_position position;
	struct function function; /* that costs belong to */
	struct function callee;	  /* of the next "calls" */
	bool called;		  /* a "calls" line waits for its cost */
	double calls;		  /* how many it said */
	struct callgrind_calls all;
	double self; /* sum of all self costs */
	double totals;
	bool no_memory;
};

/* Drop the "'2" of a function that is running already. */
static bool drop_again(struct scan *name)
{
	const char *p = name->end;

	while (p > name->at && p[-1] >= '0' && p[-1] <= '9')
		p--;
	if (p == name->end || p - name->at < 2 || p[-1] != '\'')
		return false;
	name->end = p - 1;
	return true;
}

/* An address is the name of code that has none. */
static int find_function(struct reader *reader, struct scan text,
			 struct function *function)
{
	struct evidence_function *entry = NULL;
	struct scan name;
	char *copy;

	if (callgrind_name(&reader->functions, text, &name) < 0)
		return -1;
	function->again = drop_again(&name);
	function->known = true;
	if (scan_starts(&name, "0x") || scan_equals(&name, "???"))
		name = scan_text("[unknown]", strlen("[unknown]"));
	copy = scan_copy(&name);
	if (copy)
		entry = evidence_function(reader->evidence, copy);
	free(copy);
	if (!entry) {
		reader->no_memory = true;
		return -1;
	}
	function->index = (size_t)(entry - reader->evidence->functions);
	return 0;
}

static struct evidence_function *entry_of(struct reader *reader,
					  struct function function)
{
	return &reader->evidence->functions[function.index];
}

/* *LINE is where the cost at hand is; NULL when that is not known. */
static int find_line(struct reader *reader, struct evidence_line **found)
{
	struct evidence_line *line;
	char *path;

	*found = NULL;
	if (!reader->file.at || scan_equals(&reader->file, "???") ||
	    reader->position.line == 0)
		return 0;
	path = scan_copy(&reader->file);
	line = path ? evidence_line(reader->evidence,
				    path_below(path, reader->root),
				    (int)reader->position.line) :
		      NULL;
	free(path);
	if (line && !line->function)
		line->function =
			strdup(entry_of(reader, reader->function)->name);
	if (!line || !line->function) {
		reader->no_memory = true;
		return -1;
	}
	*found = line;
	return 0;
}

static bool same_text(const struct scan *a, const struct scan *b)
{
	return scan_left(a) == scan_left(b) &&
	       memcmp(a->at, b->at, scan_left(a)) == 0;
}

static struct scan last_part(struct scan path)
{
	const char *slash = path.at ? memrchr(path.at, '/', scan_left(&path)) :
				      NULL;

	if (slash)
		path.at = slash + 1;
	return path;
}

/* The code at hand is the program's own: a library calls main on nobody's behalf. */
static bool is_program(const struct reader *reader)
{
	struct scan object = last_part(reader->object);

	return reader->object.at && scan_left(&reader->program) > 0 &&
	       same_text(&object, &reader->program);
}

/* The line has called, perhaps another object. */
static void charge_line(struct reader *reader, struct evidence_line *line,
			double cost)
{
	bool away = reader->callee_object.at && is_program(reader) &&
		    !same_text(&reader->callee_object, &reader->object);

	if (line)
		evidence_add(&line->calls, reader->calls);
	if (line && away)
		evidence_add(&line->library, cost);
	reader->callee_object.at = NULL;
}

/*
 * What CALLS calls from the current function have cost, all in all: none where the call
 * was before the counts were zeroed, or in the dump before, and goes on.
 */
static int add_calls(struct reader *reader, struct evidence_line *line,
		     double cost)
{
	struct evidence_function *callee = entry_of(reader, reader->callee);
	struct evidence_edge *edge =
		evidence_edge(reader->evidence,
			      entry_of(reader, reader->function)->name,
			      callee->name);
	struct callgrind_call call = { .caller = reader->function.index,
				       .callee = reader->callee.index,
				       .calls = reader->calls,
				       .cost = cost,
				       .again = reader->callee.again };

	charge_line(reader, line, cost);
	reader->no_memory = !edge ||
			    callgrind_calls_add(&reader->all, &call) < 0;
	if (reader->no_memory)
		return -1;
	evidence_add(&edge->calls, reader->calls);
	evidence_add(&callee->calls, reader->calls);
	reader->called = false;
	return 0;
}

/* "POSITION COST": of the function itself, or of the calls named before. */
static int read_cost(struct reader *reader, struct scan line)
{
	struct evidence_line *at;
	double cost = 0;

	if (!reader->function.known ||
	    callgrind_position_take(&reader->position, &line) < 0)
		return -1;
	/* Zeros at the end of a line may be left out. */
	if (scan_left(&line) > 0 && !scan_number(&line, &cost))
		return -1;
	if (find_line(reader, &at) < 0)
		return -1;
	if (reader->called)
		return add_calls(reader, at, cost);
	evidence_add(&entry_of(reader, reader->function)->self, cost);
	reader->self += cost;
	if (at)
		evidence_add(&at->self, cost);
	return 0;
}

/* "calls=COUNT TARGET", once the callee is known. */
static int read_calls(struct reader *reader, struct scan line)
{
	if (!reader->callee.known || !reader->function.known ||
	    !scan_number(&line, &reader->calls))
		return -1;
	reader->called = true;
	return 0;
}

static int read_line(struct reader *reader, struct scan line)
{
	struct scan ignored;

	if (scan_left(&line) == 0 || *line.at == '#')
		return 0;
	if ((*line.at >= '0' && *line.at <= '9') || strchr("+-*", *line.at))
		return read_cost(reader, line);
	if (reader->called)
		return -1;
	if (scan_drop_head(&line, "fn="))
		return find_function(reader, line, &reader->function);
	if (scan_drop_head(&line, "cfn="))
		return find_function(reader, line, &reader->callee);
	if (scan_drop_head(&line, "calls="))
		return read_calls(reader, line);
	if (scan_drop_head(&line, "fl=") || scan_drop_head(&line, "fi=") ||
	    scan_drop_head(&line, "fe="))
		return callgrind_name(&reader->files, line, &reader->file);
	if (scan_drop_head(&line, "cfi=") || scan_drop_head(&line, "cfl=") ||
	    scan_drop_head(&line, "jfi="))
		return callgrind_name(&reader->files, line, &ignored);
	if (scan_drop_head(&line, "jfn="))
		return callgrind_name(&reader->functions, line, &ignored);
	if (scan_drop_head(&line, "ob="))
		return callgrind_name(&reader->objects, line, &reader->object);
	if (scan_drop_head(&line, "cob="))
		return callgrind_name(&reader->objects, line,
				      &reader->callee_object);
	if (scan_drop_head(&line, "totals: "))
		return scan_number(&line, &reader->totals) ? 0 : -1;
	/*
	 * Where a jump goes to, and how often. Where it is from stands on the next
	 * line, which reads as a cost of nothing, at a place that has one.
	 */
	return scan_starts(&line, "jump=") || scan_starts(&line, "jcnd=") ? 0 :
									    -1;
}

/* The header ends with "summary:"; costs are by line only. */
static int read_header(struct reader *reader, struct scan *text,
		       struct reason *why)
{
	struct evidence *evidence = reader->evidence;
	bool positions = false, events = false;
	struct scan line;

	while (scan_line(text, &line)) {
		if (scan_drop_head(&line, "cmd: ")) {
			struct scan word;

			if (scan_word(&line, &word))
				reader->program = last_part(word);
		} else if (scan_drop_head(&line, "events: ")) {
			events = scan_left(&line) > 0;
			if (scan_starts(&line, "Ir"))
				evidence->unit = "instructions";
		} else if (scan_drop_head(&line, "positions: ")) {
			positions = callgrind_position_names(
					    &reader->position, line) == 0;
		} else if (scan_starts(&line, "summary: ")) {
			break;
		}
	}
	if (scan_left(text) == 0)
		return reason_set(why, "it is cut short: it ends in its header");
	if (!events || !positions || !evidence->unit)
		return reason_set(why, "it does not count instructions by line");
	return 0;
}

static int read_body(struct reader *reader, struct scan *text,
		     struct reason *why)
{
	struct scan line;

	while (isnan(reader->totals) && scan_line(text, &line)) {
		if (read_line(reader, line) == 0)
			continue;
		if (reader->no_memory)
			return reason_set(why, "no memory for its functions");
		return reason_set(why,
				  "it is damaged: it has the line \"%.*s\"",
				  scan_quoted(&line), line.at);
	}
	if (isnan(reader->totals))
		return reason_set(why, "it is cut short, before its totals");
	if (reader->totals == reader->self)
		return 0;
	return reason_set(why, "it is damaged: its costs add up to %.0f, not "
			       "%.0f",
			  reader->self, reader->totals);
}

/* What is of one part alone. */
static void begin_part(struct reader *reader)
{
	reader->totals = NAN;
	reader->self = 0;
	reader->position = (struct callgrind_position){ .addresses = 0 };
	reader->function.known = reader->callee.known = false;
}

/* False at the end of the file. */
static bool next_part(struct scan *rest, struct scan *line)
{
	while (scan_line(rest, line))
		if (scan_left(line) > 0 && *line->at != '#')
			return true;
	return false;
}

/* With --combine-dumps=yes a file has a part for each dump, which add up. */
static int read_parts(struct reader *reader, struct scan *rest,
		      struct reason *why)
{
	struct scan line;

	do {
		begin_part(reader);
		if (read_header(reader, rest, why) < 0 ||
		    read_body(reader, rest, why) < 0)
			return -1;
		if (!next_part(rest, &line))
			return 0;
	} while (scan_starts(&line, "part: "));
	return reason_set(why,
			  "it is damaged: it goes on after its totals with "
			  "\"%.*s\"",
			  scan_quoted(&line), line.at);
}

static int finish(struct reader *reader, struct reason *why)
{
	for (size_t i = 0; i < reader->evidence->function_count; i++)
		evidence_add(&reader->evidence->functions[i].self, 0);
	if (callgrind_calls_settle(&reader->all, reader->evidence) < 0)
		return reason_set(why, "no memory for its calls");
	return 0;
}

int callgrind_parse(const char *text, size_t length, const char *root,
		    struct evidence *evidence, struct reason *why)
{
	struct scan rest = scan_text(text, length);
	struct reader reader = { .evidence = evidence,
				 .root = root };
	int status;

	if (length == 0)
		return reason_set(why, "it is empty: the program was killed, "
				       "or still runs");
	if (!scan_starts(&rest, "# callgrind format\n"))
		return reason_set(why, "it is no callgrind.out file");
	status = read_parts(&reader, &rest, why);
	if (status == 0)
		status = finish(&reader, why);
	callgrind_names_release(&reader.files);
	callgrind_names_release(&reader.functions);
	callgrind_names_release(&reader.objects);
	callgrind_calls_release(&reader.all);
	return status;
}
