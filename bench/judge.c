/* judge.c: from block values to estimates and verdicts, over the whole matrix. */
#include "judge.h"

#include <math.h>
#include <stdlib.h>

#include "bench/actor.h"
#include "stats/holm.h"
#include "stats/quantile.h"

enum { BLOCKS_LEAST = 8 };

static struct sequential_rule rule_of(const struct plan *plan)
{
	bool fixed = plan->blocks > 0;

	return (struct sequential_rule){
		.absolute = plan->precision,
		.relative = plan->precision_share,
		.confidence = plan->confidence,
		.least = fixed ? (size_t)plan->blocks : BLOCKS_LEAST,
		.most = fixed ? (size_t)plan->blocks : SIZE_MAX,
	};
}

static int judge_metric(const struct run *run, const struct endpoint *endpoint,
			unsigned arm, const struct metric *metric,
			double stretch, double *values,
			struct judgement *judgement, struct reason *why)
{
	const struct plan *plan = &run->plan;
	size_t count = metric_own(metric->own, endpoint, arm, values);

	judgement->typical = quantile_of(values, count, 0.5);
	count = metric_values(metric, endpoint, arm, values);
	if (estimate_blocks(&judgement->estimate, values, count,
			    plan->confidence, stretch, why) < 0 ||
	    wilcoxon_blocks(&judgement->wilcoxon, values, count,
			    plan->confidence, why) < 0 ||
	    equivalence_test(&judgement->equivalence, &judgement->estimate,
			     plan->margin, why) < 0)
		return -1;
	return 0;
}

static int judge_cells(const struct run *run, struct judgements *all,
		       double stretch, double *values, struct reason *why)
{
	for (unsigned e = 0; e < run->endpoint_count; e++) {
		for (unsigned a = 0; a < run->arm_count; a++) {
			for (unsigned m = 0; metrics[m].name; m++) {
				if (judge_metric(run, &run->endpoints[e], a,
						 &metrics[m], stretch, values,
						 &all->cell[e][a][m], why) < 0)
					return -1;
			}
		}
	}
	return 0;
}

/* The measured cells are one family; each control stands for itself. */
static int decide_metric(const struct run *run, struct judgements *all,
			 unsigned m, struct reason *why)
{
	double p[ENDPOINT_MAX][ARM_MAX];

	for (unsigned e = 0; e < ENDPOINT_MAX; e++) {
		for (unsigned a = 0; a < ARM_MAX; a++) {
			bool counts = e < run->endpoint_count &&
				      a < run->arm_count &&
				      (run->arms[a].role == ROLE_MEASURED ||
				       run->arms[a].role == ROLE_EXTERNAL);

			p[e][a] = counts ? all->cell[e][a][m].estimate.p : NAN;
		}
	}
	if (holm_adjust(&p[0][0], &p[0][0], (size_t)ENDPOINT_MAX * ARM_MAX,
			why) < 0)
		return -1;
	for (unsigned e = 0; e < run->endpoint_count; e++) {
		for (unsigned a = 0; a < run->arm_count; a++) {
			struct judgement *j = &all->cell[e][a][m];

			verdict_decide(&j->verdict, &j->estimate, &j->wilcoxon,
				       &j->equivalence,
				       isnan(p[e][a]) ? j->estimate.p :
							p[e][a]);
			if (run->arms[a].role == ROLE_BASELINE &&
			    j->estimate.n)
				reason_set(&j->verdict.why,
					   "what the others are compared with");
		}
	}
	return 0;
}

static size_t most_blocks(const struct run *run)
{
	size_t most = 1;

	for (unsigned e = 0; e < run->endpoint_count; e++) {
		if (run->endpoints[e].block_count > most)
			most = run->endpoints[e].block_count;
	}
	return most;
}

struct judgements *judge_run(const struct run *run, struct reason *why)
{
	struct judgements *all = calloc(1, sizeof(*all));
	double *values = calloc(most_blocks(run), sizeof(*values));
	struct sequential_rule rule = rule_of(&run->plan);
	int status = -1;

	if (!all || !values)
		reason_set(why, "no memory to judge the run");
	else if (sequential_check(&rule, why) == 0)
		status = judge_cells(run, all, sequential_stretch(&rule),
				     values, why);
	for (unsigned m = 0; metrics[m].name && status == 0; m++)
		status = decide_metric(run, all, m, why);
	free(values);
	if (status < 0) {
		free(all);
		all = NULL;
	}
	return all;
}

double judge_need(const struct run *run, const struct endpoint *endpoint,
		  unsigned arm)
{
	struct sequential_rule rule = rule_of(&run->plan);
	struct estimate estimate;
	struct reason ignored;
	double *values;
	size_t count;
	double need = 0;

	if (endpoint->cells[arm].failures >= ACTOR_FAILURES_MOST)
		return 0;
	values = calloc(endpoint->block_count + 1, sizeof(*values));
	if (!values)
		return 0;
	count = metric_values(&metrics[0], endpoint, arm, values);
	if (estimate_blocks(&estimate, values, count, rule.confidence,
			    sequential_stretch(&rule), &ignored) == 0)
		need = sequential_need(&rule, &estimate);
	free(values);
	return need;
}
