/* advise.c: the cheapest profiler that answers a need truthfully within a budget. */
#include "advise.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/json.h"
#include "base/member.h"

const char advise_needs[] = "calls|cpu|lines|memory|leaks";

#define FACT(name) offsetof(struct facts, name)

/* What makes an answer to a need truthful. */
static const struct need {
	const char *name, *answer; /* in the list of what an arm answers */
	size_t fact;
	double tolerance;
	double scale;	  /* of the figure for people */
	const char *what; /* with the figure */
	size_t chance;	  /* what samples alone explain of it; 0: nothing */
} needs[] = {
	{ "calls", "calls", FACT(calls_error), 0.01, 100,
	  "its counts of calls are off by %.3g %%", 0 },
	{ "cpu", "cpu-function", FACT(cpu_worst), 5, 1,
	  "its shares of CPU time are off by %.2g points", FACT(cpu_chance) },
	/* What is right by function is taken to be right by line. */
	{ "lines", "cpu-line", FACT(cpu_worst), 5, 1,
	  "its shares of CPU time are off by %.2g points", FACT(cpu_chance) },
	{ "memory", "allocations", FACT(allocations_error), 0.05, 100,
	  "its counts of allocations are off by %.3g %%", 0 },
	{ "leaks", "leaks", FACT(leaks_error), 0.01, 100,
	  "its leaks are off by %.3g %%", 0 },
};

/* Costs that differ by less are the same to whoever pays: a point of CPU time. */
static const double same_cost = 0.01;

static const struct need *find_need(const char *name)
{
	for (size_t i = 0; i < sizeof(needs) / sizeof(*needs); i++) {
		if (strcmp(needs[i].name, name) == 0)
			return &needs[i];
	}
	return NULL;
}

/* The needs' texts are constants with one figure. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void say_error(struct advice_row *row, const struct need *need)
{
	reason_set(&row->why, need->what, row->error * need->scale);
}
#pragma GCC diagnostic pop

/* With so few samples that chance alone explains this much, nothing is known. */
static bool knows(double chance, const struct need *need)
{
	return isnan(chance) || chance <= 2 * need->tolerance;
}

static double chance_of(const struct facts *facts, const struct need *need)
{
	return need->chance ? member_number(facts, need->chance) : NAN;
}

/* An error that chance explains is no lie: more samples mend it. */
static bool is_true(double error, double chance, const struct need *need)
{
	return knows(chance, need) &&
	       (error <= need->tolerance || error <= chance);
}

static void judge_truth(struct advice_row *row, struct json_object *run,
			const struct facts *facts, const struct need *need)
{
	double chance = chance_of(facts, need);

	row->error = member_number(facts, need->fact);
	row->answers = facts_answers(run, facts->arm, need->answer);
	if (isnan(row->error))
		reason_set(&row->why, "its answer is not known: %s",
			   facts->because ? facts->because : "not asked");
	else if (!knows(chance, need) && row->error <= chance)
		reason_set(&row->why,
			   "with so few samples, chance alone makes %.2g "
			   "points; `tare bench --accuracy --cpu` with more "
			   "seconds tells",
			   chance);
	else
		say_error(row, need);
	row->able = row->answers && is_true(row->error, chance, need);
}

/* WHERE: the endpoint asked for, or "the median endpoint". */
static void judge_cost(struct advice_row *row, double budget, const char *where)
{
	const double most = 1 + budget, far = 1 + 2 * budget;
	const struct cost *cost = &row->cost;
	const char *before = "", *after = "";
	char text[128];

	if (!row->able)
		return;
	row->within = cost->ratio <= most && cost->high <= far;
	if (isnan(cost->ratio)) {
		reason_set(&row->why, "its cost is not known");
		return;
	}
	if (row->within)
		after = cost->high > most ? ", perhaps more than the budget" : "";
	else if (cost->ratio <= most)
		before = "it may cost twice the budget: ";
	else if (cost->low <= most)
		before = "it probably costs more: ";
	else
		before = "it costs more: ";
	reason_set(&row->why, "%s%s of CPU time on %s%s", before,
		   cost_text(cost, text, sizeof(text)), where, after);
}

/* Errors that differ by less are the same. */
static double rounded(const struct advice_row *row, const struct need *need)
{
	return floor(row->error / (need->tolerance / 10));
}

static bool better(const struct advice_row *a, const struct advice_row *b,
		   const struct need *need)
{
	double x = rounded(a, need), y = rounded(b, need);

	return x != y ? x < y : strcmp(a->arm, b->arm) < 0;
}

static bool in_question(const struct advice_row *row)
{
	return row->able && row->within;
}

static void choose(struct advice *advice, const struct need *need)
{
	double least = INFINITY;

	for (size_t i = 0; i < advice->count; i++) {
		if (in_question(&advice->rows[i]))
			least = fmin(least, advice->rows[i].cost.ratio);
	}
	for (size_t i = 0; i < advice->count; i++) {
		const struct advice_row *row = &advice->rows[i];

		if (in_question(row) && row->cost.ratio < least + same_cost &&
		    (!advice->best || better(row, advice->best, need)))
			advice->best = row;
	}
}

int advise(struct advice *advice, struct json_object *run, const char *need_name,
	   double budget, const char *endpoint, struct reason *why)
{
	const struct need *need = find_need(need_name);
	struct facts facts[FACTS_MAX];

	*advice = (struct advice){ .count = 0 };
	if (!need)
		return reason_set(why, "--need takes %s, not \"%s\"",
				  advise_needs, need_name);
	if (!json_get(run, "accuracy"))
		return reason_set(why, "this run asked no questions; `tare "
				       "bench --accuracy` does");
	if (endpoint && !facts_endpoint(run, endpoint))
		return reason_set(why, "the run has no endpoint \"%s\"",
				  endpoint);
	advice->count = facts_make(run, facts);
	for (size_t i = 0; i < advice->count; i++) {
		struct advice_row *row = &advice->rows[i];

		*row = (struct advice_row){ .arm = facts[i].arm };
		row->profiler = json_text(json_find(json_get(run, "arms"),
						    "label", row->arm),
					  "profiler", row->arm);
		row->cost = endpoint ? facts_cost(run, facts[i].arm, endpoint,
						  "service_cpu") :
				       facts[i].median;
		judge_truth(row, run, &facts[i], need);
		judge_cost(row, budget,
			   endpoint ? endpoint : "the median endpoint");
	}
	choose(advice, need);
	return 0;
}
