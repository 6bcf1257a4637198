/*
 * evidence.h: what a profiler says, in one form for all of them.
 *
 * Invariants: every string is owned by the evidence; NAN in a measured field
 * means "the tool does not say", which is not 0. Time is in seconds, memory in
 * bytes, both already converted from the tool's own unit. Entries are appended
 * by the functions below only; their numbers may be set freely, the strings
 * and lines that they are found by may not.
 */
#ifndef TARE_EVIDENCE_H
#define TARE_EVIDENCE_H

#include <json-c/json.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/reason.h"
#include "profilers/table.h"

/* One function, in cProfile's terms. */
struct evidence_function {
	char *name;
	char *file; /* NULL when unknown */
	int line;   /* of its definition; 0 when unknown */
	double calls;	  /* ncalls: all of them, recursive ones included */
	double primitive; /* of these, the calls from another function */
	double self;	  /* tottime: seconds in the function itself */
	double total;	  /* cumtime: seconds in it and what it calls */
};

/* One allocation site: the innermost program function that allocates. */
struct evidence_site {
	char *function;
	char *file;
	int line;
	double allocations;
	double bytes;	   /* ever asked for */
	double peak_bytes; /* live at the moment of the process's peak */
	double leaked_bytes;
	double temporary; /* freed before anything else was allocated */
};

/* One call stack, outermost first, frames joined with ';'. */
struct evidence_stack {
	char *frames;
	double weight; /* in `unit` */

	/* Of an allocation profile, besides its count; as in a site. */
	double bytes, peak_bytes, leaked_bytes;
};

/* Calls of one function by another, counted; where stacks tell, see those. */
struct evidence_edge {
	char *caller, *callee;
	double calls;
};

/* One source line. */
struct evidence_line {
	char *file;
	int line;
	char *function; /* NULL when unknown */
	char *into;	/* where that was inlined; NULL: it was not, or unknown */
	double self;	/* in the line itself; seconds, or as `unit` says */
	double calls;	/* that it makes */
	double kernel;	/* in the kernel on its behalf, in that unit */
	double library; /* in other objects that it called, in that unit */
	double copied;	/* bytes, by memcpy() and its like, called from it */
};

struct evidence {
	/* Of stack weights and self/total: "seconds", ...; a constant, or a
	 * text that evidence_set_unit() copied. */
	const char *unit;
	unsigned processes; /* merged into this one */

	/* What the tool really used, "cpu-clock, 999 Hz"; NULL: nothing to
	 * say. Set by evidence_set_note(). */
	char *note;

	struct evidence_function *functions;
	size_t function_count;
	struct evidence_site *sites;
	size_t site_count;
	struct evidence_stack *stacks;
	size_t stack_count;
	struct evidence_line *lines;
	size_t line_count;
	struct evidence_edge *edges;
	size_t edge_count;

	/* Sums over the process, NAN when the tool does not say. */
	double allocations;
	double bytes;
	double peak_bytes;
	double leaked_bytes;

	/* How much the tool saw: yield = samples * period / CPU time used. */
	double samples;
	double period; /* seconds */
	double lost;
	double unknown;	  /* samples in no known function */
	double truncated; /* stacks cut short */

	/* Private: functions, sites, stacks, lines and edges by their keys. */
	struct table tables[5];
	char *unit_copy;
};

void evidence_init(struct evidence *evidence);
void evidence_release(struct evidence *evidence);

/* Set the unit to a copy of UNIT. -1: out of memory. */
int evidence_set_unit(struct evidence *evidence, const char *unit);

/* Set the note to a copy of NOTE. -1: out of memory. */
int evidence_set_note(struct evidence *evidence, const char *note);

/*
 * Find the entry, or append one whose numbers are NAN (functions: by name;
 * sites: by function, file and line; stacks: by frames; lines: by file and
 * line; edges: by caller and callee). Strings are copied. NULL when memory ran out. A returned pointer lives
 * until the next call.
 */
struct evidence_function *evidence_function(struct evidence *evidence,
					    const char *name);
struct evidence_site *evidence_site(struct evidence *evidence,
				    const char *function, const char *file,
				    int line);
struct evidence_stack *evidence_stack(struct evidence *evidence,
				      const char *frames);
struct evidence_line *evidence_line(struct evidence *evidence, const char *file,
				    int line);
struct evidence_edge *evidence_edge(struct evidence *evidence,
				    const char *caller, const char *callee);

/* Set the text TO of an entry to a copy of FROM, if it has none. -1: no memory. */
int evidence_take(char **to, const char *from);

/* TO += AMOUNT, where NAN counts as nothing said yet. */
void evidence_add(double *to, double amount);

/*
 * Add FROM into INTO (several workers of one service). -1: out of memory. All
 * numbers add up; of peaks that is the most that can have been live at once,
 * since each process had its own moment. The period becomes NAN if they differ.
 */
int evidence_merge(struct evidence *into, const struct evidence *from);

/* Add FROM's lines alone, each time TIMES (of another unit). -1: out of memory. */
int evidence_merge_lines(struct evidence *into, const struct evidence *from,
			 double times);

/*
 * Order functions by self, then calls; sites by bytes, then
 * those at the peak; stacks by weight; lines
 * by self; edges by calls: falling, what is not said last, ties by name.
 */
void evidence_sort(struct evidence *evidence);

/*
 * Calls of a function; 0 if the evidence has other counts but not this one (no
 * entry, or one whose calls are NAN), NAN if it counts no calls at all.
 */
double evidence_calls(const struct evidence *evidence, const char *function);

/* Allocations (and *BYTES, if not NULL) over all sites in FUNCTION; as above. */
double evidence_allocations(const struct evidence *evidence,
			    const char *function, double *bytes);

/* As JSON and back; the caller puts the object. NAN is written as null. */
struct json_object *evidence_to_json(const struct evidence *evidence);
int evidence_from_json(struct evidence *evidence, struct json_object *json,
		       struct reason *why);

/* Write it as DIRECTORY/evidence.json. */
int evidence_save(const struct evidence *evidence, const char *directory,
		  struct reason *why);

/* Add the functions as the table that cProfile prints; "-" is "not said". */
void evidence_print(const struct evidence *evidence, struct buf *out);

/* Add the allocation sites as a table, and their sums. */
void evidence_print_sites(const struct evidence *evidence, struct buf *out);

#endif
