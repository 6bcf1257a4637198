/* accuracysum.c: what all answers of one arm say together. */
#include "accuracysum.h"

#include <math.h>
#include <stdlib.h>

#include "stats/quantile.h"

enum { DELAYS_MOST = 8 };

/* The answers of ARM to questions of KIND that were given, into LIST. */
static size_t select_answers(const struct accuracy *accuracy, unsigned arm,
			     enum question_kind kind, struct answer *list)
{
	size_t count = 0;

	for (size_t i = 0; i < accuracy->count; i++) {
		const struct answer *answer = &accuracy->answers[i];

		if (answer->question.arm == arm && answer->given &&
		    answer->question.kind == kind)
			list[count++] = *answer;
	}
	return count;
}

/* In points: 1.96 standard errors of a share of N samples, the binomial's. */
static double chance_points(const struct answer *answer)
{
	double share = (double)answer->question.share / 100;

	return answer->samples > 0 ? 196 * sqrt(share * (1 - share) /
						answer->samples) :
				     NAN;
}

static void sum_sweep(struct accuracysum *sum, const struct answer *answers,
		      size_t count, double *work)
{
	double *x = work, *y = work + count;
	size_t yields = 0;

	for (size_t i = 0; i < count; i++) {
		x[i] = (double)answers[i].question.share;
		y[i] = 100 * answers[i].score.share[0];
		score_worst(&sum->chance, chance_points(&answers[i]));
		/* The least: so far from right is the worst of them. */
		if (!(sum->overlap <= answers[i].score.overlap))
			sum->overlap = answers[i].score.overlap;
	}
	line_fit(&sum->line, x, y, count);
	for (size_t i = 0; i < count; i++) {
		if (!isnan(answers[i].score.yield))
			work[yields++] = answers[i].score.yield;
	}
	sum->yield = quantile_of(work, yields, 0.5);
}

static void sum_repeats(struct accuracysum *sum, const struct answer *answers,
			size_t count, double *work, const char **names)
{
	double *shares = work, *samples = work + count;

	for (size_t i = 0; i < count; i++) {
		shares[i] = answers[i].score.share[0];
		samples[i] = answers[i].samples;
		names[i] = answers[i].score.hottest;
	}
	sum->runs = count;
	sum->winners = count_different(names, count);
	if (count && !isnan(samples[0]))
		spread_ratio(&sum->spread, shares, samples, count);
	for (size_t i = 0; i < count; i++)
		work[i] = answers[i].score.wrongness;
	score_worst(&sum->wrongness, quantile_of(work, count, 0.5));
}

/* Each share asked of both; plain's own clock is the reference. */
static void sum_shift(struct accuracysum *sum, const struct answer *answers,
		      size_t count, const struct answer *plain,
		      size_t plain_count)
{
	double all = 0;
	size_t pairs = 0;

	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < plain_count; k++) {
			double shift = 100 *
				       fabs(answers[i].pass.clock_share -
					    plain[k].pass.clock_share);

			if (plain[k].question.share !=
				    answers[i].question.share ||
			    isnan(shift))
				continue;
			score_worst(&sum->shift_worst, shift);
			all += shift;
			pairs++;
		}
	}
	if (pairs)
		sum->shift_mean = all / (double)pairs;
}

/*
 * Costs are in the tool's own unit, and machines change their speed: so they are
 * counted in what the tool says of the part to which nothing was added, whose share
 * of the request's work is known. That is one request's work, as the tool sees it.
 */
static double request_cost(const struct answer *answer)
{
	double share = (double)answer->question.share / 100;

	return answer->self_other / share;
}

void delay_sum(struct delay_sum *sum, const struct answer *answers,
	       size_t count)
{
	double added[DELAYS_MOST] = { 0 }, moved[DELAYS_MOST] = { 0 };
	double before = NAN, stray_before = NAN, there = 0, astray = 0;
	struct line line;
	size_t n = 0;

	for (size_t i = 0; i < count && n < DELAYS_MOST; i++) {
		double cost = request_cost(&answers[i]);
		double stray = answers[i].self_stray / cost;

		if (!(cost > 0))
			continue;
		added[n] = answers[i].question.added;
		moved[n] = answers[i].self_delayed / cost;
		if (n == 0) {
			before = moved[0];
			stray_before = stray;
		}
		there += fabs(moved[n++] - before);
		astray += fabs(stray - stray_before);
	}
	line_fit(&line, added, moved, n);
	sum->slope = line.slope;
	sum->slope_error = line.slope_error;
	sum->leak = there + astray > 0 ? astray / (there + astray) : NAN;
}

/* A single answer of its kind, or a score that says nothing. */
static void sum_single(const struct accuracy *accuracy, unsigned arm,
		       enum question_kind kind, struct answer *work,
		       struct score *score)
{
	*score = (struct score){ .wrongness = NAN };
	if (select_answers(accuracy, arm, kind, work) > 0)
		*score = work[0].score;
}

static void sum_all(struct accuracysum *sum, const struct accuracy *accuracy,
		    unsigned arm)
{
	for (size_t i = 0; i < accuracy->count; i++) {
		const struct answer *answer = &accuracy->answers[i];
		const struct score *score = &answer->score;

		if (answer->question.arm != arm)
			continue;
		sum->asked++;
		if (!answer->given && sum->asked == sum->given + 1)
			sum->why = answer->why;
		sum->given += answer->given;
		/* What was delayed is not split as its truth says. */
		if (!answer->given || answer->question.kind == ASK_DELAY)
			continue;
		score_worst(&sum->calls_error, score->calls_error);
		if (answer->question.kind != ASK_REPEAT)
			score_worst(&sum->wrongness, score->wrongness);
		if (score->imbalance > 0 &&
		    !(sum->imbalance >= score->imbalance))
			sum->imbalance_of = score->imbalance_of;
		score_worst(&sum->imbalance, score->imbalance);
	}
}

static void sum_kinds(struct accuracysum *sum, const struct accuracy *accuracy,
		      unsigned arm, unsigned baseline, struct answer *list,
		      double *work, const char **names)
{
	struct answer *plain = list + accuracy->count;
	size_t plain_count =
		select_answers(accuracy, baseline, ASK_SWEEP, plain);
	size_t count = select_answers(accuracy, arm, ASK_SWEEP, list);

	sum_sweep(sum, list, count, work);
	sum_shift(sum, list, count, plain, plain_count);
	count = select_answers(accuracy, arm, ASK_REPEAT, list);
	sum_repeats(sum, list, count, work, names);
	count = select_answers(accuracy, arm, ASK_DELAY, list);
	delay_sum(&sum->delay, list, count);
	sum_single(accuracy, arm, ASK_STACK, list, &sum->stack);
	sum_single(accuracy, arm, ASK_ALLOC, list, &sum->alloc);
	sum_single(accuracy, arm, ASK_NOOP, list, &sum->noop);
}

void accuracysum_make(struct accuracysum *sum, const struct accuracy *accuracy,
		      unsigned arm, unsigned baseline)
{
	size_t room = accuracy->count + 1;
	struct answer *list = calloc(2 * room, sizeof(*list));
	double *work = calloc(2 * room, sizeof(*work));
	const char **names = calloc(room, sizeof(*names));

	*sum = (struct accuracysum){
		.line = line_none,	   .chance = NAN,
		.overlap = NAN,		   .yield = NAN,
		.spread = { NAN, NAN, NAN }, .delay = { NAN, NAN, NAN },
		.shift_worst = NAN,	   .shift_mean = NAN,
		.calls_error = NAN,	   .imbalance = NAN,
		.wrongness = NAN,
	};
	if (list && work && names) {
		sum_all(sum, accuracy, arm);
		sum_kinds(sum, accuracy, arm, baseline, list, work, names);
	}
	free(list);
	free(work);
	free(names);
}
