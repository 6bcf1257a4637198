/* trial.c: synthetic evidence on its way to a score. */
#include "trial.h"

#include "unit.h"

const struct profiler knows_all = {
	.name = "knows-all",
	.answers = ANSWER_CALLS | ANSWER_CPU_FUNCTION | ANSWER_ALLOCATIONS |
		   ANSWER_LEAKS | ANSWER_STACKS | ANSWER_PEAK,
};

void trial_init(struct trial *trial, const char *name, const long *args)
{
	*trial = (struct trial){ .input = { .profiler = &knows_all } };
	workload_by_name(name)->truth(args, &trial->truth);
	evidence_init(&trial->evidence);
	trial->evidence.processes = 1;
	trial->input.evidence = &trial->evidence;
	trial->input.truth = &trial->truth;
	trial->input.requests = REQUESTS;
	trial->input.service_cpu_s = 1;
	for (unsigned i = 0; i < PART_MAX; i++)
		trial->input.part_cpu_s[i] = NAN;
}

void trial_make(struct trial *trial)
{
	score_make(&trial->score, &trial->input);
}

void trial_expect(double got, double want)
{
	if (!(fabs(got - want) < 1e-9))
		fail_msg("%.12g, not %.12g", got, want);
}
