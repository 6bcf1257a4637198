/*
 * truth.h: the exact work of one request, against which profilers are held.
 *
 * A row for every function is always there; edges, parts, leaks and a peak only
 * where a workload knows them: the yardsticks do.
 */
#ifndef TARE_TRUTH_H
#define TARE_TRUTH_H

#include <stdbool.h>
#include <stdint.h>

enum { TRUTH_MAX = 80, EDGE_MAX = 80, PART_MAX = 4, PART_FUNCTION_MAX = 4 };

/*
 * What one request makes one function do: how often it is called, and what it
 * allocates itself (not what its callees do). Bytes are those asked for, not
 * those handed out; a realloc is an allocation of all its bytes.
 */
struct truth_row {
	const char *function;
	uint64_t calls;
	uint64_t allocations;
	uint64_t bytes;
	/* By how many bytes each of a call's allocations is larger than the one
	 * before, the first of them having as many; 0: all are of one size. */
	uint64_t growth;
	/* Never given back, up to truth.leaks_most in a process. */
	uint64_t leaks, leaked_bytes;
	uint64_t peak_bytes; /* live when the request has most */
};

/* One function calls another. */
struct truth_edge {
	const char *caller, *callee;
	uint64_t calls;
	bool tail; /* by a jump: the caller's frame is gone meanwhile */
};

/*
 * Functions that together use a known share of the CPU time which all parts use;
 * ERROR is how far that may be off, as a share too.
 */
struct truth_part {
	const char *name;
	const char *functions[PART_FUNCTION_MAX]; /* up to the first NULL */
	double share, error;
};

struct truth {
	unsigned count;
	struct truth_row row[TRUTH_MAX];
	unsigned edge_count;
	struct truth_edge edge[EDGE_MAX];
	unsigned part_count;
	struct truth_part part[PART_MAX];
	uint64_t peak_bytes; /* most that is live at once; 0: not known */
	uint64_t leaks_most; /* in one process; then older ones are freed */
};

/* The row of FUNCTION, which is created when new. Aborts past TRUTH_MAX. */
struct truth_row *truth_row(struct truth *truth, const char *function);

/* Add to the row of FUNCTION. */
void truth_add(struct truth *truth, const char *function, uint64_t calls,
	       uint64_t allocations, uint64_t bytes);

/* Append an edge, or a part whose functions the caller sets; abort when full. */
void truth_edge(struct truth *truth, const char *caller, const char *callee,
		uint64_t calls, bool tail);
struct truth_part *truth_part(struct truth *truth, const char *name,
			      double share, double error);

/* Sum over the rows. */
uint64_t truth_allocations(const struct truth *truth);
uint64_t truth_bytes(const struct truth *truth);
uint64_t truth_leaks(const struct truth *truth);

#endif
