/*
 * compare.h: two runs, cell by cell.
 *
 * Absolute times of two runs say nothing: the machine has changed in between. Each
 * run's ratios to its own plain service do: what is compared is the cost that a
 * profiler had in one run with the cost that it had in the other.
 */
#ifndef TARE_COMPARE_H
#define TARE_COMPARE_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/reason.h"
#include "stats/verdict.h"
#include "stats/welch.h"

/* A cell that both runs have. Strings borrowed from the runs. */
struct compared {
	const char *path, *label;
	double before, after; /* log ratios to the run's own plain */
	struct welch welch;   /* of after - before */
	double p;	      /* of "no difference", Holm-adjusted */
	double p_over; /* of "not slower by more than the limit", likewise */
	enum verdict_kind kind;
};

struct comparison {
	struct compared *cells;
	size_t count;
	bool trusted; /* both runs */
	bool over;    /* some cell is slower beyond the limit, with confidence */
};

/*
 * Compare run BEFORE with AFTER by METRIC ("latency"). LIMIT is a share (0.05), MARGIN
 * what counts as equal. -1 with WHY when one is no run or they share no cell; release
 * COMPARISON then, too.
 */
int compare_runs(struct comparison *comparison, struct json_object *before,
		 struct json_object *after, const char *metric, double limit,
		 double margin, struct reason *why);
void comparison_release(struct comparison *comparison);

#endif
