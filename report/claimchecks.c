/* claimchecks.c: how each claim is held against a run. */
#include "claimchecks.h"

#include <math.h>
#include <string.h>

#include "base/json.h"

/* What an interval may be within, as ratios of CPU time. */
struct bounds {
	double low, high;
};

static const struct bounds about_nothing = { 0, 1.02 };
static const struct bounds little = { 0, 1.05 };
static const struct bounds valgrind_times = { 20, 100 };

static void cannot_tell(struct claim_result *result, const char *why)
{
	result->verdict = CLAIM_CANNOT_TELL;
	reason_set(&result->figure, "%s", why);
}

static enum claim_verdict within(const struct cost *cost, struct bounds bounds)
{
	if (isnan(cost->ratio))
		return CLAIM_CANNOT_TELL;
	if (cost->low > bounds.high || cost->high < bounds.low)
		return CLAIM_NOT_HELD;
	return cost->low >= bounds.low && cost->high <= bounds.high ?
		       CLAIM_HELD :
		       CLAIM_CANNOT_TELL;
}

/* Not held beats cannot tell, which beats held; COST is quoted if it decides. */
static void take(struct claim_result *result, const char *arm,
		 const struct cost *cost, struct bounds bounds, bool first)
{
	static const int weight[] = { [CLAIM_HELD] = 0,
				      [CLAIM_CANNOT_TELL] = 1,
				      [CLAIM_NOT_HELD] = 2 };
	enum claim_verdict verdict = within(cost, bounds);
	char text[128];

	if (!first && weight[verdict] <= weight[result->verdict])
		return;
	result->verdict = verdict;
	reason_set(&result->figure, "%s %s on %s", arm,
		   cost_text(cost, text, sizeof(text)),
		   cost->path ? cost->path : "no endpoint of the run");
}

/* The cost of ARM, on all endpoints of PATHS or else on its costliest. */
static void check_cost(struct json_object *run, const struct facts *facts,
		       size_t count, const char *arm, const char *const *paths,
		       struct bounds bounds, struct claim_result *result)
{
	const struct facts *row = facts_find(facts, count, arm);

	if (!row) {
		cannot_tell(result, "the run did not weigh it");
		return;
	}
	if (!paths) {
		take(result, arm, &row->most, bounds, true);
		return;
	}
	for (size_t i = 0; paths[i]; i++) {
		struct cost cost = facts_cost(run, arm, paths[i],
					      "service_cpu");

		cost.path = paths[i];
		take(result, arm, &cost, bounds, i == 0);
	}
}

void claim_check_outside(struct json_object *run, const struct facts *facts,
			  size_t count, struct claim_result *result)
{
	check_cost(run, facts, count, "perf", NULL, about_nothing, result);
}

static const char *const busy[] = { "/cpu/fibonacci", "/cpu/primes",
				    "/cpu/matrix", NULL };
static const char *const no_allocation[] = { "/cpu/fibonacci", NULL };

void claim_check_tracking(struct json_object *run, const struct facts *facts,
			   size_t count, struct claim_result *result)
{
	static const char *const memory[] = { "/memory", NULL };
	struct claim_result elsewhere = { CLAIM_CANNOT_TELL, { "" } };

	check_cost(run, facts, count, "heaptrack", memory,
		   (struct bounds){ 1.9, INFINITY }, result);
	check_cost(run, facts, count, "heaptrack", busy, little, &elsewhere);
	/* Both halves must hold. */
	if (result->verdict != CLAIM_NOT_HELD &&
	    elsewhere.verdict != CLAIM_HELD)
		*result = elsewhere;
}

void claim_check_pay(struct json_object *run, const struct facts *facts,
		      size_t count, struct claim_result *result)
{
	check_cost(run, facts, count, "heaptrack", no_allocation,
		   about_nothing, result);
}

void claim_check_callgrind(struct json_object *run, const struct facts *facts,
			    size_t count, struct claim_result *result)
{
	static const char *const paths[] = { "/cpu/fibonacci", "/cpu/primes",
					     "/cpu/matrix", "/memory", NULL };

	check_cost(run, facts, count, "callgrind", paths, valgrind_times,
		   result);
}

void claim_check_massif(struct json_object *run, const struct facts *facts,
			 size_t count, struct claim_result *result)
{
	static const char *const memory[] = { "/memory", NULL };

	check_cost(run, facts, count, "massif", memory,
		   (struct bounds){ 10, 40 }, result);
}

/* The endpoint of recursion against each other one. */
void claim_check_recursion(struct json_object *run, const struct facts *facts,
			    size_t count, struct claim_result *result)
{
	struct json_object *endpoints = json_get(run, "endpoints");
	struct cost fib = facts_cost(run, "gprof", "/cpu/fibonacci",
				     "service_cpu");
	char a[128], b[128];

	if (!facts_find(facts, count, "gprof") || isnan(fib.ratio) ||
	    json_length(endpoints) < 2) {
		cannot_tell(result, "the run did not weigh gprof on it");
		return;
	}
	result->verdict = CLAIM_HELD;
	reason_set(&result->figure, "gprof %s on /cpu/fibonacci, less elsewhere",
		   cost_text(&fib, a, sizeof(a)));
	for (size_t e = 0; e < json_length(endpoints); e++) {
		const char *path = json_text(json_at(endpoints, e), "path", "");
		struct cost cost = facts_cost(run, "gprof", path,
					      "service_cpu");

		if (strcmp(path, "/cpu/fibonacci") == 0 ||
		    strncmp(path, "/truth/", 7) == 0 || cost.high < fib.low ||
		    isnan(cost.ratio) || result->verdict == CLAIM_NOT_HELD)
			continue;
		result->verdict = cost.low > fib.high ? CLAIM_NOT_HELD :
							CLAIM_CANNOT_TELL;
		reason_set(&result->figure,
			   "gprof %s on /cpu/fibonacci, %s on %s",
			   cost_text(&fib, a, sizeof(a)),
			   cost_text(&cost, b, sizeof(b)), path);
	}
}

void claim_check_root(struct json_object *run, const struct facts *facts,
		       size_t count, struct claim_result *result)
{
	const struct facts *row = facts_find(facts, count, "gprof");

	(void)run;
	if (!row || isnan(row->spread)) {
		cannot_tell(result, "the run did not repeat gprof's answers");
		return;
	}
	/* Half or twice the spread is not what the rule says. */
	result->verdict = row->spread_low > 1 || row->spread_high < 1 ?
				  CLAIM_NOT_HELD :
			  row->spread_low > 0.5 && row->spread_high < 2 ?
				  CLAIM_HELD :
				  CLAIM_CANNOT_TELL;
	reason_set(&result->figure,
		   "spread %.2f times the rule's [%.2f, %.2f], %.0f runs",
		   row->spread, row->spread_low, row->spread_high, row->runs);
}

void claim_check_bias(struct json_object *run, const struct facts *facts,
		       size_t count, struct claim_result *result)
{
	const struct facts *row = facts_find(facts, count, "uftrace");

	(void)run;
	if (!row || isnan(row->cpu_worst)) {
		cannot_tell(result, "the run did not sweep uftrace");
		return;
	}
	result->verdict = row->cpu_worst > 5 ? CLAIM_HELD : CLAIM_NOT_HELD;
	reason_set(&result->figure,
		   "uftrace: %.2f x %+.1f points, up to %.1f off", row->slope,
		   row->intercept, row->cpu_worst);
}

/* Of perf with no other setting than its frequency; else NAN. */
static double frequency_of(struct json_object *run, const char *arm)
{
	struct json_object *row = json_find(json_get(run, "arms"), "label", arm);
	static const char only[] = "perf:freq=";

	if (strcmp(arm, "perf") != 0 &&
	    (strncmp(arm, only, strlen(only)) != 0 || strchr(arm, ',')))
		return NAN;
	return json_get_number(json_get(row, "settings"), "freq", NAN);
}

/* The curve, from the slowest to the fastest. */
void claim_check_frequency(struct json_object *run, const struct facts *facts,
			    size_t count, struct claim_result *result)
{
	const struct facts *slow = NULL, *fast = NULL;
	double least = INFINITY, most = 0;
	char a[128], b[128];

	for (size_t i = 0; i < count; i++) {
		double hertz = frequency_of(run, facts[i].arm);

		if (hertz < least) {
			least = hertz;
			slow = &facts[i];
		}
		if (hertz > most) {
			most = hertz;
			fast = &facts[i];
		}
	}
	if (!slow || !fast || slow == fast) {
		cannot_tell(result, "the run has perf at one frequency at most");
		return;
	}
	result->verdict = slow->median.high < fast->median.low ? CLAIM_HELD :
			  slow->median.low > fast->median.high ?
								 CLAIM_NOT_HELD :
								 CLAIM_CANNOT_TELL;
	reason_set(&result->figure, "%.0f Hz %s, %.0f Hz %s", least,
		   cost_text(&slow->median, a, sizeof(a)), most,
		   cost_text(&fast->median, b, sizeof(b)));
}

/* A sum of N samples that stand for INTERVAL bytes each errs by sqrt(N) of them. */
void claim_check_heap(struct json_object *run, const struct facts *facts,
		       size_t count, struct claim_result *result)
{
	static const double interval = 512 * 1024, large = 10e6;
	double expected = NAN, reported = NAN, chance;

	(void)count;
	(void)facts;
	facts_bytes(run, "jemalloc-heap", large, &expected, &reported);
	if (isnan(expected)) {
		cannot_tell(result,
			    "the run has no site of 10 MB under jemalloc-heap");
		return;
	}
	chance = 2 * sqrt(interval / expected);
	result->verdict = reported <= 0 ? CLAIM_NOT_HELD :
			  fabs(reported / expected - 1) <= chance ?
					  CLAIM_HELD :
			  fabs(reported / expected - 1) > 2 * chance ?
					  CLAIM_NOT_HELD :
					  CLAIM_CANNOT_TELL;
	reason_set(&result->figure,
		   "%+.1f %% on a site of %.1f MB, where chance explains "
		   "+-%.1f %%",
		   100 * (reported / expected - 1), expected / 1e6,
		   100 * chance);
}

void claim_check_threads(struct json_object *run, const struct facts *facts,
			  size_t count, struct claim_result *result)
{
	(void)run;
	(void)facts;
	(void)count;
	cannot_tell(result, "every endpoint works in one thread");
}
