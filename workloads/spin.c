/* spin.c: how long spinning takes here: the calibration of the yardsticks. */
#include "spin.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "workloads/workload.h"

enum { PAIRS = 20, STEPS = 5000 };

/* No tool shall see the calibration, or slow one half of it down. */
#define UNSEEN __attribute__((no_instrument_function))
#ifndef __clang__
#define UNTRACED __attribute__((patchable_function_entry(0)))
#else
#define UNTRACED
#endif

static UNSEEN UNTRACED HOT uint64_t calibrate_step(uint64_t x)
{
	FRAME();
	return spin(x, STEP_ROUNDS);
}

static UNSEEN UNTRACED HOT uint64_t calibrate_calling(uint64_t x, long steps)
{
	FRAME();
	for (long i = 0; i < steps; i++)
		x = calibrate_step(x);
	return x;
}

static UNSEEN UNTRACED HOT uint64_t calibrate_inlined(uint64_t x, long steps)
{
	FRAME();
	return spin(x, (uint64_t)steps * STEP_ROUNDS);
}

/* CPU time of one piece, into *LEAST when it is the least so far. */
static UNSEEN UNTRACED void calibrate_piece(uint64_t (*piece)(uint64_t, long),
					    double *least)
{
	int64_t start = clock_ns(CLOCK_THREAD_CPUTIME_ID);
	double took;

	piece(1, STEPS);
	took = (double)(clock_ns(CLOCK_THREAD_CPUTIME_ID) - start);
	if (took < *least)
		*least = took;
}

/*
 * The least time of many is that without a disturbance. Two halves, in turn, say
 * how far such a figure can be trusted.
 */
static UNSEEN UNTRACED struct spin_scale calibrate(void)
{
	double calling[2] = { INFINITY, INFINITY };
	double inlined[2] = { INFINITY, INFINITY };
	struct spin_scale scale;

	for (int i = 0; i < 2 * PAIRS; i++) {
		calibrate_piece(calibrate_calling, &calling[i % 2]);
		calibrate_piece(calibrate_inlined, &inlined[i % 2]);
	}
	scale.call_ratio = fmin(calling[0], calling[1]) /
			   fmin(inlined[0], inlined[1]);
	scale.error = fabs(calling[0] / inlined[0] - calling[1] / inlined[1]) /
		      scale.call_ratio;
	scale.round_ns = fmin(inlined[0], inlined[1]) / STEPS / STEP_ROUNDS;
	return scale;
}

static int scale_from(const char *text, struct spin_scale *scale)
{
	/* NOLINTNEXTLINE(cert-err34-c): infinities are refused below */
	if (!text || sscanf(text, "%lf,%lf,%lf", &scale->call_ratio,
			    &scale->error, &scale->round_ns) != 3)
		return -1;
	/* What no machine has was not measured by us. */
	return scale->call_ratio > 0.1 && scale->call_ratio < 10 &&
			       scale->error >= 0 && scale->error < 1 &&
			       scale->round_ns > 0.01 && scale->round_ns < 1000 ?
		       0 :
		       -1;
}

const struct spin_scale *spin_scale(void)
{
	static struct spin_scale scale;

	if (scale.round_ns == 0 && scale_from(getenv("TARE_SPIN"), &scale) < 0)
		scale = calibrate();
	return &scale;
}

const char *spin_scale_text(char *text, unsigned long size)
{
	const struct spin_scale *scale = spin_scale();

	snprintf(text, size, "%.6f,%.6f,%.6f", scale->call_ratio, scale->error,
		 scale->round_ns);
	return text;
}
