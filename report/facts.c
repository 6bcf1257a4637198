/* facts.c: what a run found out about each of its profilers. */
#include "facts.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/member.h"
#include "base/units.h"

enum { ENDPOINTS_MAX = 64 };

static const struct cost unknown = { NAN, NAN, NAN, NULL };

const char *cost_text(const struct cost *cost, char *text, size_t size)
{
	if (isnan(cost->ratio))
		snprintf(text, size, "-");
	else
		format_interval(cost->ratio, cost->low, cost->high, text, size);
	return text;
}

static struct cost cost_at(struct json_object *endpoint, const char *arm,
			   const char *metric)
{
	struct json_object *cell =
		json_find(json_get(endpoint, "cells"), "arm", arm);
	struct json_object *estimate =
		json_get(json_get(cell, "estimates"), metric);

	/* Of a cell that gave nothing, and of one block, nothing is known. */
	if (json_get_number(estimate, "blocks", 0) < 2)
		return unknown;
	return (struct cost){
		.ratio = json_get_number(estimate, "ratio", NAN),
		.low = json_get_number(estimate, "low", NAN),
		.high = json_get_number(estimate, "high", INFINITY),
		.path = json_text(endpoint, "path", "?"),
	};
}

struct json_object *facts_endpoint(struct json_object *run, const char *word)
{
	return json_find(json_get(run, "endpoints"),
			*word == '/' ? "path" : "name", word);
}

struct cost facts_cost(struct json_object *run, const char *arm,
		       const char *word, const char *metric)
{
	struct json_object *endpoint = facts_endpoint(run, word);

	return endpoint ? cost_at(endpoint, arm, metric) : unknown;
}

static int by_number(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int by_ratio(const void *a, const void *b)
{
	const struct cost *x = a, *y = b;

	return by_number(&x->ratio, &y->ratio);
}

/* One that there is, of the COUNT numbers at OFFSET of COSTS; not a mean of two. */
static double middle(const struct cost *costs, size_t count, size_t offset)
{
	double numbers[ENDPOINTS_MAX] = { 0 };

	for (size_t i = 0; i < count; i++)
		numbers[i] = member_number(&costs[i], offset);
	qsort(numbers, count, sizeof(*numbers), by_number);
	return numbers[(count - 1) / 2];
}

/*
 * The typical cost: of the ratios the median, and of both ends of their intervals, so that
 * one endpoint with few blocks does not make it wide. Orders COSTS.
 */
static struct cost typical(struct cost *costs, size_t count)
{
	struct cost cost;

	qsort(costs, count, sizeof(*costs), by_ratio);
	cost = costs[(count - 1) / 2];
	cost.low = middle(costs, count, offsetof(struct cost, low));
	cost.high = middle(costs, count, offsetof(struct cost, high));
	return cost;
}

/* Yardsticks are no service's daily work. */
static bool is_yardstick(struct json_object *endpoint)
{
	return strncmp(json_text(endpoint, "path", ""), "/truth/", 7) == 0;
}

static void find_costs(struct json_object *run, struct facts *facts)
{
	struct json_object *endpoints = json_get(run, "endpoints");
	struct cost costs[ENDPOINTS_MAX];
	size_t count = 0;

	facts->median = facts->most = unknown;
	for (size_t e = 0;
	     e < json_length(endpoints) && count < ENDPOINTS_MAX; e++) {
		struct json_object *endpoint = json_at(endpoints, e);
		struct cost cost = cost_at(endpoint, facts->arm, "service_cpu");

		if (is_yardstick(endpoint) || isnan(cost.ratio))
			continue;
		costs[count++] = cost;
		if (!(facts->most.ratio >= cost.ratio))
			facts->most = cost;
	}
	if (count > 0)
		facts->median = typical(costs, count);
}

/*
 * How far the worst of COUNT shares may be off by chance, where one share may by
 * POINTS, at 95 %: each then has 0.95^(1/COUNT) (Sidak 1967, JASA 62:626).
 */
static double chance_of_worst(double points, double count)
{
	double each = 1 - pow(0.95, 1 / count);

	return points * gsl_cdf_ugaussian_Qinv(each / 2) /
	       gsl_cdf_ugaussian_Qinv(0.025);
}

/* Members of the JSON of one arm, and where they go. */
static const struct {
	const char *group; /* NULL: of the arm itself */
	const char *key;
	size_t offset;
} numbers[] = {
	{ "sweep", "slope", offsetof(struct facts, slope) },
	{ "sweep", "slope_error", offsetof(struct facts, slope_error) },
	{ "sweep", "intercept_points", offsetof(struct facts, intercept) },
	{ "sweep", "intercept_error", offsetof(struct facts, intercept_error) },
	{ "sweep", "worst_points", offsetof(struct facts, cpu_worst) },
	{ "sweep", "chance_points", offsetof(struct facts, cpu_chance) },
	{ "sweep", "mean_points", offsetof(struct facts, cpu_mean) },
	{ "sweep", "mean_error", offsetof(struct facts, cpu_mean_error) },
	{ "sweep", "overlap", offsetof(struct facts, overlap) },
	{ "sweep", "yield", offsetof(struct facts, yield) },
	{ "repeats", "runs", offsetof(struct facts, runs) },
	{ "repeats", "winners", offsetof(struct facts, winners) },
	{ "repeats", "spread_ratio", offsetof(struct facts, spread) },
	{ "repeats", "spread_low", offsetof(struct facts, spread_low) },
	{ "repeats", "spread_high", offsetof(struct facts, spread_high) },
	{ "stack", "edge_recall", offsetof(struct facts, edge_recall) },
	{ "stack", "tail_seen", offsetof(struct facts, tail_seen) },
	{ "alloc", "allocations_error",
	  offsetof(struct facts, allocations_error) },
	{ "alloc", "bytes_error", offsetof(struct facts, bytes_error) },
	{ "alloc", "peak_error", offsetof(struct facts, peak_error) },
	{ "alloc", "leaks_error", offsetof(struct facts, leaks_error) },
	{ "observer_shift", "worst_points",
	  offsetof(struct facts, shift_worst) },
	{ "delay", "slope", offsetof(struct facts, delay_slope) },
	{ "delay", "slope_error", offsetof(struct facts, delay_error) },
	{ "delay", "leak", offsetof(struct facts, delay_leak) },
	{ NULL, "calls_error", offsetof(struct facts, calls_error) },
	{ NULL, "imbalance", offsetof(struct facts, imbalance) },
	{ NULL, "wrongness", offsetof(struct facts, wrongness) },
};

static void find_answers(struct json_object *run, struct facts *facts)
{
	struct json_object *arms = json_get(json_get(run, "accuracy"), "arms");
	struct json_object *arm = json_find(arms, "arm", facts->arm);
	double shares;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		struct json_object *group =
			numbers[i].group ? json_get(arm, numbers[i].group) :
					   arm;

		member_set_number(facts, numbers[i].offset,
				  json_get_number(group, numbers[i].key, NAN));
	}
	shares = json_get_number(json_get(arm, "sweep"), "shares", 1);
	if (shares > 1)
		facts->cpu_chance = chance_of_worst(facts->cpu_chance, shares);
	facts->asked = json_get_number(arm, "asked", 0);
	facts->given = json_get_number(arm, "given", 0);
	facts->because = json_text(arm, "because", NULL);
}

size_t facts_make(struct json_object *run, struct facts *facts)
{
	struct json_object *arms = json_get(run, "arms");
	size_t count = 0;

	for (size_t a = 0; a < json_length(arms) && count < FACTS_MAX; a++) {
		struct json_object *arm = json_at(arms, a);
		struct facts *row = &facts[count];

		if (strcmp(json_text(arm, "role", ""), "measured") != 0)
			continue;
		*row = (struct facts){ .arm = json_text(arm, "label", "?"),
				       .kind = json_text(arm, "kind", "?"),
				       .apply = json_text(arm, "apply", "?") };
		find_costs(run, row);
		find_answers(run, row);
		count++;
	}
	return count;
}

static int by_wrongness(const void *a, const void *b)
{
	const struct facts *x = a, *y = b;

	if (isnan(x->wrongness) || isnan(y->wrongness)) {
		int order = isnan(x->wrongness) - isnan(y->wrongness);

		return order ? order : strcmp(x->arm, y->arm);
	}
	if (x->wrongness != y->wrongness)
		return x->wrongness < y->wrongness ? -1 : 1;
	return strcmp(x->arm, y->arm);
}

void facts_rank(struct facts *facts, size_t count)
{
	qsort(facts, count, sizeof(*facts), by_wrongness);
}

bool facts_answers(struct json_object *run, const char *arm, const char *what)
{
	struct json_object *row =
		json_find(json_get(run, "arms"), "label", arm);
	struct json_object *answers = json_get(row, "answers");

	for (size_t i = 0; i < json_length(answers); i++) {
		const char *text =
			json_object_get_string(json_at(answers, i));

		if (text && strcmp(text, what) == 0)
			return true;
	}
	return false;
}

const struct facts *facts_find(const struct facts *facts, size_t count,
			       const char *arm)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(facts[i].arm, arm) == 0)
			return &facts[i];
	}
	return NULL;
}

static void take_bytes(struct json_object *cell, double *least,
		       double *expected, double *reported)
{
	struct json_object *rows = json_get(json_get(cell, "check"), "rows");

	for (size_t i = 0; i < json_length(rows); i++) {
		struct json_object *row = json_at(rows, i);
		double bytes = json_get_number(row, "expected", 0);

		if (strcmp(json_text(row, "what", ""), "bytes") != 0 ||
		    bytes < *least)
			continue;
		*least = *expected = bytes;
		*reported = json_get_number(row, "reported", 0);
	}
}

void facts_bytes(struct json_object *run, const char *arm, double least,
		 double *expected, double *reported)
{
	struct json_object *endpoints = json_get(run, "endpoints");

	for (size_t e = 0; e < json_length(endpoints); e++)
		take_bytes(json_find(json_get(json_at(endpoints, e), "cells"),
				    "arm", arm),
			   &least, expected, reported);
}
