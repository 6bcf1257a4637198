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

/* Keep what would be said if this one alone were reason enough. */
static void keep_worst(struct trust *trust, const struct estimate *estimate,
		       double truth, const char *arm, const char *path)
{
	double p = estimate_p(estimate, truth);

	if (isnan(p) || (*trust->worst.text && p >= trust->least_p))
		return;
	trust->least_p = p;
	reason_set(&trust->worst,
		   "a control, %s on %s, was measured as %+.2f %% where %+.2f %% "
		   "is true",
		   arm, path, 100 * expm1(estimate->mean), 100 * expm1(truth));
}

void trust_look(struct trust *trust, const struct estimate *estimate,
		double truth, const char *arm, const char *path)
{
	trust->controlled = true;
	if (estimate->n < 2)
		return;
	trust->looked++;
	trust->missed += !(estimate->low <= truth && truth <= estimate->high);
	keep_worst(trust, estimate, truth, arm, path);
}

void trust_conclude(struct trust *trust, double confidence)
{
	static const char rare[] = "which has a probability of";
	/* P(at least this many misses), and of one so far off (Bonferroni). */
	double chance = 1, alone = 1;

	if (trust->missed)
		chance = gsl_cdf_binomial_Q(trust->missed - 1, 1 - confidence,
					    trust->looked);
	if (*trust->worst.text)
		alone = trust->least_p * trust->looked;
	trust->trusted = !trust->controlled ||
			 (trust->looked && chance >= doubt && alone >= doubt);
	if (trust->trusted)
		return;
	if (!trust->looked)
		reason_set(&trust->why, "too little was measured to judge the "
					"controls by");
	else if (chance < doubt)
		reason_set(&trust->why,
			   "%u of %u control intervals miss the known truth, "
			   "%s %.2g when the instrument is sound",
			   trust->missed, trust->looked, rare, chance);
	else
		reason_set(&trust->why, "%.300s, %s %.2g when the instrument "
			   "is sound", trust->worst.text, rare, alone);
}

void trust_decide(struct trust *trust, const struct run *run,
		  const struct judgements *all)
{
	*trust = (struct trust){ 0 };
	for (unsigned e = 0; e < run->endpoint_count; e++) {
		const struct endpoint *endpoint = &run->endpoints[e];

		for (unsigned a = 0; a < run->arm_count; a++) {
			if (is_control(&run->arms[a]))
				trust_look(trust,
					   &all->cell[e][a][0].estimate,
					   trust_truth(run, endpoint, a),
					   run->arms[a].label,
					   endpoint->workload->path);
		}
	}
	trust_conclude(trust, run->plan.confidence);
}

struct json_object *trust_json(const struct trust *trust)
{
	struct json_object *json = json_object_new_object();

	json_set_bool(json, "controlled", trust->controlled);
	json_set_bool(json, "trusted", trust->trusted);
	json_set_text(json, "because", trust->trusted ? NULL : trust->why.text);
	json_set_int(json, "controls", trust->looked);
	json_set_int(json, "missed", trust->missed);
	return json;
}
