/* witness.c: what a profiler is asked to have seen, and what there was to see. */
#include "witness.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Peaks are within 1 %, and stacks with less than 1 % are left out. */
static const double peak_tolerance = 0.05;
/* Of 40 samples or more; who loses the later requests loses 95 % or more. */
static const double sample_tolerance = 0.75;

/*
 * The first row that fits. Sizes are such that a simulator needs less than a second, and
 * a sampler gets 40 samples or more: 0.4 s at 100 Hz, 20 MB at 512 KiB. What counts calls
 * and samples in one is asked about long calls: in short ones nearly all the time goes to
 * the counting, which it does not see (gprof: 6 % of fibonacci's).
 */
static const struct witness witnesses[] = {
	{ .kind = KIND_SAMPLING, .answers = ANSWER_CALLS | ANSWER_CPU_FUNCTION,
	  .workload = "matrix", .small = { 50 }, .large = { 600 },
	  .function = "matrix_dot",
	  .asked = ANSWER_CALLS | ANSWER_CPU_FUNCTION },
	{ .kind = KIND_SAMPLING, .answers = ANSWER_CPU_FUNCTION,
	  .workload = "fibonacci", .small = { 28 }, .large = { 38 },
	  .function = "fib", .asked = ANSWER_CPU_FUNCTION },
	{ .answers = ANSWER_CALLS, .workload = "fibonacci", .small = { 16 },
	  .large = { 19 }, .function = "fib", .asked = ANSWER_CALLS },
	{ .answers = ANSWER_ALLOCATIONS, .estimates = true,
	  .workload = "memory", .small = { 2, 10000 }, .large = { 16, 20000 },
	  .function = "cell_new", .asked = ANSWER_ALLOCATIONS },
	{ .answers = ANSWER_ALLOCATIONS, .workload = "memory",
	  .small = { 1, 1000 }, .large = { 2, 2000 }, .function = "cell_new",
	  .asked = ANSWER_ALLOCATIONS },
	{ .answers = ANSWER_PEAK, .workload = "memory", .small = { 1, 1000 },
	  .large = { 2, 5000 }, .function = "cell_new", .asked = ANSWER_PEAK },
	/* One file is unlinked for each call of io_round. */
	{ .answers = ANSWER_SYSCALLS, .workload = "io", .small = { 2 },
	  .large = { 8 }, .function = "io_round", .asked = ANSWER_SYSCALLS },
};

const struct witness *witness_of(const struct profiler *profiler)
{
	for (size_t i = 0; i < sizeof(witnesses) / sizeof(*witnesses); i++) {
		const struct witness *w = &witnesses[i];

		if ((profiler->kind & w->kind) == w->kind &&
		    (profiler->answers & w->answers) == w->answers &&
		    (profiler->estimates || !w->estimates))
			return w;
	}
	return NULL;
}

static struct truth_row truth_of(const struct witness *witness,
				 const long *args)
{
	struct truth truth = { .count = 0 };
	struct truth_row none = { .function = witness->function };

	workload_by_name(witness->workload)->truth(args, &truth);
	for (unsigned i = 0; i < truth.count; i++) {
		if (strcmp(truth.row[i].function, witness->function) == 0)
			return truth.row[i];
	}
	return none;
}

/* Bytes that were live in FUNCTION when most were, over all sites. */
static double peak_of(const struct evidence *evidence, const char *function)
{
	double sum = 0;

	for (size_t i = 0; i < evidence->site_count; i++) {
		const struct evidence_site *site = &evidence->sites[i];

		if (strcmp(site->function, function) == 0)
			evidence_add(&sum, site->peak_bytes);
	}
	return sum;
}

/* The evidence counts nothing of the kind at all: that is 0 here. */
static double or_zero(double value)
{
	return isnan(value) ? 0 : value;
}

/* What one size of request makes FUNCTION do, times how many there were. */
static double sum(const struct served_requests *requests, uint64_t small,
		  uint64_t large)
{
	return requests->small * (double)small + requests->large * (double)large;
}

static void words(struct measure *measure, const char *what, const char *of)
{
	snprintf(measure->what, sizeof(measure->what), "%s %s", what, of);
}

static struct measure measure(const struct witness *witness, unsigned answer,
			      const struct evidence *evidence,
			      const struct served_requests *requests)
{
	struct truth_row small = truth_of(witness, witness->small);
	struct truth_row large = truth_of(witness, witness->large);
	struct measure m = { .expected = sum(requests, small.calls,
					     large.calls) };

	switch (answer) {
	case ANSWER_CALLS:
		words(&m, "calls of", witness->function);
		m.reported = evidence_calls(evidence, witness->function);
		break;
	case ANSWER_CPU_FUNCTION:
		words(&m, "seconds of", "CPU time");
		m.expected = requests->cpu_s;
		m.reported = evidence->samples * evidence->period;
		m.tolerance = sample_tolerance;
		break;
	case ANSWER_ALLOCATIONS:
		words(&m, "allocations in", witness->function);
		m.expected = sum(requests, small.allocations,
				 large.allocations);
		m.reported = evidence_allocations(evidence, witness->function,
						  NULL);
		m.tolerance = witness->estimates ? sample_tolerance : 0;
		break;
	case ANSWER_PEAK:
		words(&m, "bytes live", "at the peak");
		m.expected = (double)(requests->large ? large : small).bytes;
		m.reported = peak_of(evidence, witness->function);
		m.tolerance = peak_tolerance;
		break;
	default:
		words(&m, "calls of", "unlinkat");
		m.reported = evidence_calls(evidence, "unlinkat");
	}
	m.reported = or_zero(m.reported);
	return m;
}

unsigned witness_measure(const struct witness *witness,
			 const struct evidence *evidence,
			 const struct served_requests *requests,
			 struct measure *measures)
{
	unsigned count = 0;

	for (unsigned bit = 1; bit <= witness->asked; bit <<= 1) {
		if (witness->asked & bit && count < MEASURE_MAX)
			measures[count++] = measure(witness, bit, evidence,
						    requests);
	}
	return count;
}
