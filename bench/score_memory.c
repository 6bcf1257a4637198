/* score_memory.c: allocations, bytes, peak and leaks against what was asked for. */
#include <math.h>
#include <string.h>

#include "bench/sizeclass.h"
#include "score.h"

/* What the tool says of one function, over all its sites. */
struct said {
	double allocations, bytes, peak_bytes, leaked_bytes;
};

static struct said add_sites(const struct evidence *evidence,
			     const char *function)
{
	struct said said = { NAN, NAN, NAN, NAN };

	for (size_t i = 0; i < evidence->site_count; i++) {
		const struct evidence_site *s = &evidence->sites[i];

		if (strcmp(s->function, function) != 0)
			continue;
		evidence_add(&said.allocations, s->allocations);
		evidence_add(&said.bytes, s->bytes);
		evidence_add(&said.peak_bytes, s->peak_bytes);
		evidence_add(&said.leaked_bytes, s->leaked_bytes);
	}
	return said;
}

/* How many bytes the tool's unit has for one that was asked for in ROW. */
static double in_unit(const struct score_input *input,
		      const struct truth_row *row)
{
	if (!input->profiler->usable_bytes || row->bytes == 0)
		return 1;
	return sizeclass_bytes(row) / (double)row->bytes;
}

/* A process frees its oldest leaks once it has this many. */
static double leaks_expected(const struct score_input *input,
			     const struct truth_row *row)
{
	double processes = fmax(input->evidence->processes, 1);
	double all = input->requests * (double)row->leaks;
	double most = processes * (double)input->truth->leaks_most;

	if (row->leaks == 0)
		return 0;
	return fmin(all, most) * (double)row->leaked_bytes / (double)row->leaks;
}

static void score_row(struct score *score, const struct score_input *input,
		      const struct truth_row *row)
{
	struct said said = add_sites(input->evidence, row->function);
	unsigned answers = input->profiler->answers;
	double unit = in_unit(input, row);
	double processes = fmax(input->evidence->processes, 1);

	if (answers & ANSWER_ALLOCATIONS) {
		score_worst(&score->allocations_error,
			    score_error(input->requests *
						(double)row->allocations,
					said.allocations));
		score_worst(&score->bytes_error,
			    score_error(input->requests * unit *
						(double)row->bytes,
					said.bytes));
	}
	/* Of a tool that says no peak anywhere, nothing can be wrong. */
	if (row->peak_bytes && !isnan(input->evidence->peak_bytes))
		score_worst(&score->peak_error,
			    score_error(processes * unit *
						(double)row->peak_bytes,
					said.peak_bytes));
	if (answers & ANSWER_LEAKS && input->truth->leaks_most)
		score_worst(&score->leaks_error,
			    score_error(unit * leaks_expected(input, row),
					said.leaked_bytes));
}

void score_memory(struct score *score, const struct score_input *input)
{
	unsigned wanted = ANSWER_ALLOCATIONS | ANSWER_LEAKS | ANSWER_PEAK;

	if (!(input->profiler->answers & wanted))
		return;
	for (unsigned i = 0; i < input->truth->count; i++)
		score_row(score, input, &input->truth->row[i]);
}
