/* score_calls.c: counts of calls against those that were made. */
#include "score.h"

void score_calls(struct score *score, const struct score_input *input)
{
	for (unsigned i = 0; i < input->truth->count; i++) {
		const struct truth_row *row = &input->truth->row[i];
		double expected = input->requests * (double)row->calls;
		double reported = evidence_calls(input->evidence, row->function);

		score_worst(&score->calls_error,
			    score_error(expected, reported));
		if (expected > 0 && !(reported > 0))
			score->calls_missing++;
		if (expected == 0 && reported > 0)
			score->calls_invented++;
	}
}
