/*
 * score_balance.c: does the evidence add up?
 *
 * Whatever the truth is: time in functions is the samples' time, nothing takes more
 * by itself than with what it calls, sites add up to the whole, and a function is
 * not called by its callers more often than it is called.
 */
#include <math.h>
#include <string.h>

#include "score.h"

/* Two figures that must be one; a printed figure has 5 digits at least. */
static void expect_same(struct score *score, double a, double b,
			const char *what)
{
	double gap = fabs(a - b) / fmax(fabs(a), fabs(b));

	if (isnan(gap) || gap < 1e-4)
		gap = isnan(a) || isnan(b) ? NAN : 0;
	if (!isnan(gap) && !(score->imbalance >= gap)) {
		score->imbalance = gap;
		score->imbalance_of = what;
	}
}

/* The figure may be less. */
static void expect_most(struct score *score, double figure, double most,
			const char *what)
{
	expect_same(score, fmax(figure, most), most, what);
}

static void balance_time(struct score *score, const struct evidence *evidence)
{
	double self = NAN;

	for (size_t i = 0; i < evidence->function_count; i++)
		evidence_add(&self, evidence->functions[i].self);
	for (size_t i = 0; i < evidence->function_count; i++) {
		const struct evidence_function *f = &evidence->functions[i];

		if (!isnan(f->self) && !isnan(f->total))
			expect_most(score, f->self / self, f->total / self,
				    "time of a function by itself");
	}
	/* Samples in no function are nobody's in some tools. */
	expect_most(score, self, evidence->samples * evidence->period,
		    "time in functions");
}

static void balance_sites(struct score *score, const struct evidence *evidence)
{
	double allocations = NAN, bytes = NAN;

	for (size_t i = 0; i < evidence->site_count; i++) {
		evidence_add(&allocations, evidence->sites[i].allocations);
		evidence_add(&bytes, evidence->sites[i].bytes);
	}
	expect_same(score, allocations, evidence->allocations,
		    "allocations of sites");
	expect_same(score, bytes, evidence->bytes, "bytes of sites");
}

static void balance_edges(struct score *score, const struct evidence *evidence)
{
	for (size_t i = 0; i < evidence->function_count; i++) {
		const struct evidence_function *f = &evidence->functions[i];
		double into = NAN;

		for (size_t k = 0; k < evidence->edge_count; k++) {
			if (strcmp(evidence->edges[k].callee, f->name) == 0)
				evidence_add(&into, evidence->edges[k].calls);
		}
		if (!isnan(into) && !isnan(f->calls))
			expect_most(score, into, f->calls, "calls of edges");
	}
}

void score_balance(struct score *score, const struct score_input *input)
{
	balance_time(score, input->evidence);
	balance_sites(score, input->evidence);
	balance_edges(score, input->evidence);
}
