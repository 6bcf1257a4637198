/* score_cpu.c: shares of CPU time against the true ones. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "score.h"

static bool in_part(const struct truth_part *part, const char *function)
{
	for (unsigned i = 0; i < PART_FUNCTION_MAX && part->functions[i]; i++) {
		if (strcmp(part->functions[i], function) == 0)
			return true;
	}
	return false;
}

/* The part FUNCTION belongs to; PART_MAX for none. */
static unsigned part_of(const struct truth *truth, const char *function)
{
	for (unsigned i = 0; i < truth->part_count; i++) {
		if (in_part(&truth->part[i], function))
			return i;
	}
	return PART_MAX;
}

/* Self cost of every part; what is in none is behind the last. */
static double add_up(const struct score_input *input, double *self)
{
	const struct evidence *evidence = input->evidence;
	double sum = 0;

	for (size_t i = 0; i < evidence->function_count; i++) {
		const struct evidence_function *f = &evidence->functions[i];

		if (isnan(f->self))
			continue;
		self[part_of(input->truth, f->name)] += f->self;
		sum += f->self;
	}
	return sum;
}

/* It belongs to the largest part, or to one that has as much. */
static bool is_right(const struct truth *truth, const char *hottest)
{
	unsigned part = part_of(truth, hottest);
	double most = 0;

	for (unsigned i = 0; i < truth->part_count; i++)
		most = fmax(most, truth->part[i].share);
	return part != PART_MAX && truth->part[part].share >= most - 0.01;
}

static void find_hottest(struct score *score, const struct score_input *input)
{
	const struct evidence *evidence = input->evidence;
	double most = 0;

	for (size_t i = 0; i < evidence->function_count; i++) {
		const struct evidence_function *f = &evidence->functions[i];

		if (!(f->self > most))
			continue;
		most = f->self;
		snprintf(score->hottest, sizeof(score->hottest), "%s", f->name);
	}
	score->hottest_right = is_right(input->truth, score->hottest);
}

/*
 * What else a simulated process does is counted, but not in time: the truth about it
 * cannot be converted to instructions, and is left out on both sides.
 */
static bool only_parts(const struct score_input *input)
{
	return input->profiler->kind & KIND_SIMULATION;
}

/* The true share of all parts in the CPU time of the service; 1 if not known. */
static double parts_share(const struct score_input *input)
{
	double sum = 0;

	for (unsigned i = 0; i < input->truth->part_count; i++)
		sum += input->part_cpu_s[i];
	sum /= input->service_cpu_s;
	return isnan(sum) || only_parts(input) ? 1 : fmin(sum, 1);
}

/* ALL is what the tool has charged to anything at all. */
static void find_overlap(struct score *score, const struct score_input *input,
			 const double *self, double all)
{
	double parts = parts_share(input);

	score->overlap = fmin(1 - parts, self[PART_MAX] / all);
	for (unsigned i = 0; i < score->part_count; i++)
		score->overlap += fmin(parts * input->truth->part[i].share,
				       self[i] / all);
}

void score_cpu(struct score *score, const struct score_input *input)
{
	double self[PART_MAX + 1] = { 0 };
	double all = add_up(input, self);
	double parts = all - self[PART_MAX];
	double sum = 0;

	if (only_parts(input)) {
		self[PART_MAX] = 0;
		all = parts;
	}

	find_hottest(score, input);
	score->part_count = input->truth->part_count;
	if (score->part_count == 0)
		return;
	for (unsigned i = 0; i < score->part_count; i++) {
		double error;

		/* A tool that saw nothing of it has said nothing right. */
		score->share[i] = parts > 0 ? self[i] / parts : 0;
		error = 100 * fabs(score->share[i] -
				   input->truth->part[i].share);
		score_worst(&score->cpu_worst, error);
		sum += error;
	}
	score->cpu_mean = sum / score->part_count;
	if (all > 0)
		find_overlap(score, input, self, all);
	else
		score->overlap = 0;
}
