/*
 * advise.h: the cheapest profiler that answers a need truthfully within a budget, from
 * one run; and why not each of the others.
 *
 * Truthful: its answer to the need errs by no more than the need's tolerance (the
 * table in advise.c). Cheap: its CPU time, at the endpoint asked for or at the median
 * one, is within the budget, and the upper end of its interval within twice that. (Were
 * the upper end to be within it, what is advised would follow how wide intervals are, and
 * that changes more from run to run than costs do.) Of those the cheapest is taken;
 * of those that cost less than a point more, the one that errs least, in steps of a tenth
 * of the tolerance, and then the first by name. Not those whose intervals overlap: whether
 * two of them do changes from run to run, and the advice with it.
 */
#ifndef TARE_ADVISE_H
#define TARE_ADVISE_H

#include "base/reason.h"
#include "report/facts.h"

struct advice_row {
	const char *arm;      /* "perf:freq=99" */
	const char *profiler; /* "perf", as in routes */
	bool answers; /* it is made for such a question */
	bool able;    /* it answers, truthfully */
	bool within;  /* the budget */
	double error; /* of the answer, in the need's own measure */
	struct cost cost;
	struct reason why; /* why (not) */
};

struct advice {
	size_t count;
	struct advice_row rows[FACTS_MAX];
	const struct advice_row *best; /* NULL: none */
};

/* The names of all needs: "calls|cpu|lines|memory|leaks". */
extern const char advise_needs[];

/*
 * NEED is one of them, BUDGET a share (0.05), ENDPOINT a path or name, or NULL. -1
 * with WHY when the run has no such answers, or no such endpoint.
 */
int advise(struct advice *advice, struct json_object *run, const char *need,
	   double budget, const char *endpoint, struct reason *why);

#endif
