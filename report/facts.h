/*
 * facts.h: what a run found out about each of its profilers, in one row for each:
 * what it costs, and how right it is. Sentences, advice and claims are made of these.
 */
#ifndef TARE_FACTS_H
#define TARE_FACTS_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

/* A cost as a ratio to plain with its interval; ratio NAN: not known. */
struct cost {
	double ratio, low, high;
	const char *path; /* of the endpoint, borrowed from the run; NULL: not known */
};

/* Members are as in bench/score.h and bench/accuracysum.h; NAN: not known. */
struct facts {
	const char *arm; /* borrowed from the run, as all text here */
	const char *kind, *apply;
	double asked, given; /* questions about the yardsticks */
	const char *because;   /* of one that was not answered */

	/* CPU time of the service, without the yardsticks. The path of the median is
	 * that of the endpoint which has its ratio. */
	struct cost median, most;

	double calls_error;
	/* Of the sweep; an error is half of a 95 % interval, and chance what
	 * samples alone explain of the worst share, in 95 % of all sweeps. */
	double cpu_worst, cpu_chance, cpu_mean, cpu_mean_error, overlap;
	double slope, slope_error, intercept, intercept_error;
	double runs, winners, spread, spread_low, spread_high;
	double edge_recall, tail_seen;
	double allocations_error, bytes_error, peak_error, leaks_error;
	double yield, imbalance, shift_worst;
	double delay_slope, delay_error, delay_leak;
	double wrongness;
};

enum { FACTS_MAX = 32 };

/* Fill a row for every measured arm of RUN. Returns how many. */
size_t facts_make(struct json_object *run, struct facts *facts);

/* Order by wrongness: who is right first, who was asked nothing last. */
void facts_rank(struct facts *facts, size_t count);

/* The arm answers WHAT, a word of profiler_answer_name(): "calls", "cpu-line". */
bool facts_answers(struct json_object *run, const char *arm, const char *what);

/* The row of ARM, or NULL. */
const struct facts *facts_find(const struct facts *facts, size_t count,
			       const char *arm);

/* "+3.1 % [+2.0, +4.2]"; "-" when not known. */
const char *cost_text(const struct cost *cost, char *text, size_t size);

/*
 * Of the function that asks for most bytes under ARM, over all endpoints, if they are
 * LEAST at least: EXPECTED and REPORTED bytes; else both are left.
 */
void facts_bytes(struct json_object *run, const char *arm, double least,
		 double *expected, double *reported);

/* The endpoint whose path or name is WORD; NULL when the run has none. */
struct json_object *facts_endpoint(struct json_object *run, const char *word);

/* The cost of ARM at the endpoint whose path or name is WORD. */
struct cost facts_cost(struct json_object *run, const char *arm,
		       const char *word, const char *metric);

#endif
