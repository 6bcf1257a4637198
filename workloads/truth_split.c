/*
 * truth_split.c: a yardstick: CPU time split in two as asked for, the same work done
 * by calls in one part and without any in the other.
 *
 * A profiler that charges for calls shifts the split towards the part that makes
 * them ("function bias": Berger, Stern and Altmayer Pizzorno, Triangulating
 * Python Performance Issues with Scalene, OSDI 2023, section 6.2).
 *
 * The calls are exact whatever the machine: STEPS x SHARE / 100. The inlined part
 * is longer by what a call takes here, so that time is split as asked for, too.
 */
#include "workload.h"

#include <math.h>

#include "base/clock.h"
#include "workloads/delay.h"
#include "workloads/spin.h"

static HOT uint64_t split_step(uint64_t x)
{
	FRAME();
	return spin(x, STEP_ROUNDS);
}

static HOT uint64_t split_calling(uint64_t x, uint64_t steps)
{
	FRAME();
	for (uint64_t i = 0; i < steps; i++)
		x = split_step(x);
	return spin(x, delay_rounds("split_calling"));
}

static HOT uint64_t split_inlined(uint64_t x, uint64_t rounds)
{
	FRAME();
	x = spin(x, rounds);
	return spin(x, delay_rounds("split_inlined"));
}

/* Exact, since both are integers below 2^31. */
static uint64_t steps_called(const long *args)
{
	return (uint64_t)args[0] * (uint64_t)args[1] / 100;
}

static uint64_t rounds_inlined(const long *args)
{
	uint64_t steps = (uint64_t)args[1] - steps_called(args);

	return (uint64_t)round((double)(steps * STEP_ROUNDS) *
			       spin_scale()->call_ratio);
}

static HOT int truth_split_run(const long *args, struct result *result)
{
	int64_t start, between, end;
	uint64_t x = 1;

	FRAME();
	spin_scale(); /* before the clock starts */
	start = clock_ns(CLOCK_THREAD_CPUTIME_ID);
	x = split_calling(x, steps_called(args));
	between = clock_ns(CLOCK_THREAD_CPUTIME_ID);
	split_inlined(x, rounds_inlined(args));
	end = clock_ns(CLOCK_THREAD_CPUTIME_ID);
	/* What the inlined part makes of it depends on the calibration. */
	result_add(result, "value", (int64_t)(x >> 32));
	result_clock(result, "calling", between - start);
	result_clock(result, "inlined", end - between);
	return 0;
}

static void truth_split_truth(const long *args, struct truth *truth)
{
	uint64_t steps = steps_called(args);
	double share = (double)steps / (double)args[1];
	double error = share * (1 - share) * spin_scale()->error;
	struct truth_part *part;

	truth_add(truth, "truth_split_run", 1, 0, 0);
	truth_add(truth, "split_calling", 1, 0, 0);
	truth_add(truth, "split_step", steps, 0, 0);
	truth_add(truth, "split_inlined", 1, 0, 0);
	truth_edge(truth, "truth_split_run", "split_calling", 1, false);
	if (steps)
		truth_edge(truth, "split_calling", "split_step", steps, false);
	truth_edge(truth, "truth_split_run", "split_inlined", 1, false);
	part = truth_part(truth, "calling", share, error);
	part->functions[0] = "split_calling";
	part->functions[1] = "split_step";
	part = truth_part(truth, "inlined", 1 - share, error);
	part->functions[0] = "split_inlined";
}

static const struct param truth_split_params[] = {
	{ "share", 0, 100, 25, "percent of the CPU time in the part that calls" },
	{ "steps", 100, 10000000, 40000, "steps of both, some 0.1 us each" },
	{ .name = NULL },
};

/*
 * Derived in Python: x = 1; 64 * steps * share // 100 times
 *	x = (x * 6364136223846793005 + 1442695040888963407) % 2**64
 * and its upper 32 bits.
 */
static const struct known truth_split_known[] = {
	{ { 0, 100 }, "value", 0 },
	{ { 1, 100 }, "value", 3613080683 },
	{ { 25, 40000 }, "value", 2373856244 },
	{ { 100, 100 }, "value", 3504688025 },
	{ .result = NULL },
};

static const char *const truth_split_delays[] = { "split_calling",
						  "split_inlined", NULL };

static const struct workload truth_split = {
	.name = "truth_split",
	.path = "/truth/split",
	.summary = "yardstick: a known split of CPU time, by calls and inlined",
	.params = truth_split_params,
	.known = truth_split_known,
	.yardstick = true,
	.delays = truth_split_delays,
	.run = truth_split_run,
	.truth = truth_split_truth,
};
REGISTER(workload, truth_split);
