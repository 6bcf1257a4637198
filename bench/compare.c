/* compare.c: two runs, cell by cell. */
#include "compare.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "stats/holm.h"

static const double confidence = 0.95;

static struct json_object *estimate_of(struct json_object *cell,
				       const char *metric)
{
	return json_get(json_get(cell, "estimates"), metric);
}

/* The mean with its error, as trimmed and stretched by the run's own rules. */
static struct welch_side side_of(struct json_object *estimate)
{
	return (struct welch_side){
		.mean = log(json_get_number(estimate, "ratio", NAN)),
		.error = json_get_number(estimate, "error_log", NAN),
		.freedom = json_get_number(estimate, "blocks", 0) -
			   2 * json_get_number(estimate, "cut", 0) - 1,
	};
}

static void compare_cell(struct compared *cell, struct json_object *before,
			 struct json_object *after, double limit)
{
	const struct welch *welch = &cell->welch;
	struct welch_side first = side_of(after);
	struct welch_side second = side_of(before);

	cell->before = second.mean;
	cell->after = first.mean;
	welch_from(&cell->welch, &first, &second, confidence);
	cell->p = welch->p;
	cell->p_over = NAN;
	if (isfinite(welch->freedom) && isfinite(welch->difference))
		cell->p_over = gsl_cdf_tdist_Q((welch->difference -
						log1p(limit)) /
						       welch->error,
					       welch->freedom);
}

static bool both_measured(struct json_object *before, struct json_object *after)
{
	return json_get(before, "ratio") && json_get(after, "ratio") &&
	       json_get_number(before, "blocks", 0) >= 2 &&
	       json_get_number(after, "blocks", 0) >= 2;
}

static bool is_measured(struct json_object *run, const char *label)
{
	struct json_object *arm = json_find(json_get(run, "arms"), "label",
					  label);
	const char *role = json_text(arm, "role", "");

	return strcmp(role, "measured") == 0 || strcmp(role, "external") == 0;
}

static int add_endpoint(struct comparison *comparison,
			struct json_object *run, struct json_object *before,
			struct json_object *after, const char *metric,
			double limit)
{
	struct json_object *cells = json_get(before, "cells");

	for (size_t i = 0; i < json_length(cells); i++) {
		struct json_object *cell = json_at(cells, i);
		const char *label = json_text(cell, "arm", "");
		struct json_object *other =
			json_find(json_get(after, "cells"), "arm", label);
		struct json_object *first = estimate_of(cell, metric);
		struct json_object *second = estimate_of(other, metric);
		struct compared *grown;

		if (!is_measured(run, label) || !both_measured(first, second))
			continue;
		grown = realloc(comparison->cells,
				(comparison->count + 1) * sizeof(*grown));
		if (!grown)
			return -1;
		comparison->cells = grown;
		grown += comparison->count++;
		*grown = (struct compared){
			.path = json_text(before, "path", "?"),
			.label = label,
		};
		compare_cell(grown, first, second, limit);
	}
	return 0;
}

/* Equal: the 90 % interval lies within the margin (Schuirmann 1987). */
static bool within(const struct compared *cell, double margin)
{
	double reach = 0;

	/* Without an error the difference is what it is. */
	if (cell->welch.error > 0)
		reach = cell->welch.error *
			gsl_cdf_tdist_Qinv(1 - confidence,
					   cell->welch.freedom);
	return fabs(cell->welch.difference) + reach < log1p(margin);
}

static void decide(struct compared *cell, double margin)
{
	if (isnan(cell->p))
		cell->kind = VERDICT_NO_DATA;
	else if (cell->p < 1 - confidence)
		cell->kind = cell->welch.difference > 0 ? VERDICT_SLOWER :
							  VERDICT_FASTER;
	else if (within(cell, margin))
		cell->kind = VERDICT_EQUAL;
	else
		cell->kind = VERDICT_UNKNOWN;
}

/* Both families of tests are adjusted, each for itself. */
static int adjust(struct comparison *comparison, struct reason *why)
{
	size_t count = comparison->count;
	double *p = calloc(2 * count, sizeof(*p));
	int status = -1;

	if (!p)
		return reason_set(why, "no memory to compare");
	for (size_t i = 0; i < count; i++) {
		p[i] = comparison->cells[i].p;
		p[count + i] = comparison->cells[i].p_over;
	}
	if (holm_adjust(p, p, count, why) == 0 &&
	    holm_adjust(p + count, p + count, count, why) == 0)
		status = 0;
	for (size_t i = 0; i < count && status == 0; i++) {
		comparison->cells[i].p = p[i];
		comparison->cells[i].p_over = p[count + i];
		if (p[count + i] < 1 - confidence)
			comparison->over = true;
	}
	free(p);
	return status;
}

static bool is_trusted(struct json_object *run)
{
	return json_object_get_boolean(
		json_get(json_get(run, "trust"), "trusted"));
}

int compare_runs(struct comparison *comparison, struct json_object *before,
		 struct json_object *after, const char *metric, double limit,
		 double margin, struct reason *why)
{
	struct json_object *endpoints = json_get(before, "endpoints");
	int status = 0;

	*comparison = (struct comparison){
		.trusted = is_trusted(before) && is_trusted(after)
	};
	for (size_t e = 0; e < json_length(endpoints) && status == 0; e++) {
		struct json_object *first = json_at(endpoints, e);
		struct json_object *second =
			json_find(json_get(after, "endpoints"), "target",
				json_text(first, "target", "?"));

		status = add_endpoint(comparison, before, first, second, metric,
				      limit);
	}
	if (status < 0)
		return reason_set(why, "no memory to compare");
	if (!comparison->count)
		return reason_set(why, "the two runs share no measured cell");
	if (adjust(comparison, why) < 0)
		return -1;
	for (size_t i = 0; i < comparison->count; i++)
		decide(&comparison->cells[i], margin);
	return 0;
}

void comparison_release(struct comparison *comparison)
{
	free(comparison->cells);
	*comparison = (struct comparison){ 0 };
}
