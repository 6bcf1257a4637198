/* trust.c: may this run be quoted? Its controls say. */
#include "trust.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "base/json.h"
#include "bench/metric.h"
#include "stats/quantile.h"

/* A run is doubted when its controls' misses have less than this probability. */
static const double doubt = 0.001;

/*
 * The median over blocks of the figure at OFFSET of their samples: a block in which the
 * machine stood still moves it no more than it moves the estimate. NAN: not known.
 */
static double known_cost(const struct run *run, const struct endpoint *endpoint,
			 unsigned arm, size_t offset)
{
	double *known, cost = NAN;
	size_t count;

	if (run->arms[arm].role != ROLE_INJECTED)
		return 0;
	known = calloc(endpoint->block_count + 1, sizeof(*known));
	if (!known)
		return NAN;
	count = metric_own(offset, endpoint, arm, known);
	if (count)
		cost = quantile_of(known, count, 0.5);
	free(known);
	return cost;
}

double trust_truth(const struct run *run, const struct endpoint *endpoint,
		   unsigned arm)
{
	return known_cost(run, endpoint, arm,
			  offsetof(struct sample, known_latency));
}

double trust_handler_truth(const struct run *run,
			   const struct endpoint *endpoint, unsigned arm)
{
	return known_cost(run, endpoint, arm,
			  offsetof(struct sample, known_handler_wall));
}

static bool is_control(const struct arm *arm)
{
	return arm->role == ROLE_AA || arm->role == ROLE_INJECTED;
}

/* Does the control's own test reject the truth, at the run's confidence? */
static bool misses(const struct run *run, const struct endpoint *endpoint,
		   unsigned arm, const struct estimate *estimate)
{
	double truth = trust_truth(run, endpoint, arm);

	return !(estimate->low <= truth && truth <= estimate->high);
}

static void count_controls(struct trust *trust, const struct run *run,
			   const struct judgements *all)
{
	for (unsigned e = 0; e < run->endpoint_count; e++) {
		for (unsigned a = 0; a < run->arm_count; a++) {
			const struct estimate *estimate =
				&all->cell[e][a][0].estimate;

			if (!is_control(&run->arms[a]))
				continue;
			trust->controlled = true;
			if (estimate->n < 2)
				continue;
			trust->looked++;
			trust->missed += misses(run, &run->endpoints[e], a,
						estimate);
		}
	}
}

void trust_decide(struct trust *trust, const struct run *run,
		  const struct judgements *all)
{
	double chance;

	*trust = (struct trust){ .trusted = true };
	count_controls(trust, run, all);
	if (!trust->controlled)
		return;
	if (!trust->looked) {
		trust->trusted = false;
		reason_set(&trust->why,
			   "too few blocks were measured to judge the controls");
		return;
	}
	/* P(at least this many misses), were the intervals honest. */
	chance = trust->missed ? gsl_cdf_binomial_Q(trust->missed - 1,
						    1 - run->plan.confidence,
						    trust->looked) :
				 1;
	if (chance >= doubt)
		return;
	trust->trusted = false;
	reason_set(&trust->why,
		   "%u of %u control intervals miss the known truth, which has "
		   "a probability of %.2g when the instrument is sound",
		   trust->missed, trust->looked, chance);
}

struct json_object *trust_json(const struct run *run,
			       const struct judgements *all)
{
	struct json_object *json = json_object_new_object();
	struct trust trust;

	trust_decide(&trust, run, all);
	json_set_bool(json, "controlled", trust.controlled);
	json_set_bool(json, "trusted", trust.trusted);
	json_set_text(json, "because", trust.trusted ? NULL : trust.why.text);
	json_set_int(json, "controls", trust.looked);
	json_set_int(json, "missed", trust.missed);
	return json;
}
