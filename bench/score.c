/* score.c: how right a profiler's answer is, all in all. */
#include "score.h"

#include <math.h>

/* Due ones; with fewer, the yield is off by more than 20 % by chance alone. */
enum { SAMPLES_LEAST = 100 };

double score_error(double expected, double reported)
{
	if (expected == 0)
		return reported == 0 || isnan(reported) ? 0 : 1;
	/* It says such things, but not this one. */
	if (isnan(reported))
		reported = 0;
	return fabs(reported / expected - 1);
}

void score_worst(double *worst, double error)
{
	if (!isnan(error) && !(*worst >= error))
		*worst = error;
}

/* More samples than there was time for are as wrong as fewer. */
static double yield_error(double yield)
{
	return fabs(yield - 1);
}

static double wrongness(const struct score *score)
{
	double worst = 0;

	score_worst(&worst, score->calls_error);
	score_worst(&worst, score->cpu_worst / 100);
	score_worst(&worst, 1 - score->overlap);
	score_worst(&worst, 1 - score->edge_recall);
	score_worst(&worst, score->edge_wrong);
	score_worst(&worst, score->allocations_error);
	score_worst(&worst, score->bytes_error);
	score_worst(&worst, score->peak_error);
	score_worst(&worst, score->leaks_error);
	score_worst(&worst, yield_error(score->yield));
	score_worst(&worst, score->imbalance);
	return fmin(worst, 1);
}

void score_make(struct score *score, const struct score_input *input)
{
	const struct evidence *evidence = input->evidence;

	*score = (struct score){
		.calls_error = NAN,	  .cpu_worst = NAN,
		.cpu_mean = NAN,	  .overlap = NAN,
		.edge_recall = NAN,	  .edge_wrong = NAN,
		.tail_seen = NAN,	  .allocations_error = NAN,
		.bytes_error = NAN,	  .peak_error = NAN,
		.leaks_error = NAN,	  .imbalance = NAN,
		.yield = NAN,
	};
	for (unsigned i = 0; i < PART_MAX; i++)
		score->share[i] = NAN;
	if (input->service_cpu_s >= SAMPLES_LEAST * evidence->period)
		score->yield = evidence->samples * evidence->period /
			       input->service_cpu_s;
	if (input->profiler->answers & ANSWER_CALLS)
		score_calls(score, input);
	if (input->profiler->answers & ANSWER_CPU_FUNCTION)
		score_cpu(score, input);
	score_edges(score, input);
	score_memory(score, input);
	score_balance(score, input);
	score->wrongness = wrongness(score);
}
