/* arrivals.c: when requests are due in an open loop. */
#include "arrivals.h"

#include <gsl/gsl_randist.h>
#include <math.h>

static double draw_gap(struct arrivals *arrivals)
{
	double mean = 1e9 / arrivals->rate;

	if (arrivals->uniform)
		return mean;
	return -mean * log(gsl_rng_uniform_pos(arrivals->random));
}

int arrivals_init(struct arrivals *arrivals, double rate, bool uniform,
		  long seed, struct reason *why)
{
	*arrivals = (struct arrivals){ .rate = rate, .uniform = uniform };
	arrivals->random = gsl_rng_alloc(gsl_rng_mt19937);
	if (!arrivals->random)
		return reason_set(why, "no memory for random numbers");
	gsl_rng_set(arrivals->random, (unsigned long)seed);
	arrivals->due_ns = draw_gap(arrivals);
	return 0;
}

void arrivals_release(struct arrivals *arrivals)
{
	if (arrivals->random)
		gsl_rng_free(arrivals->random);
	arrivals->random = NULL;
}

/* Few enough a second are due after 2^63 ns: then never, in 146 years. */
int64_t arrivals_peek(const struct arrivals *arrivals)
{
	return arrivals->due_ns < 0x1p62 ? (int64_t)arrivals->due_ns :
					   INT64_C(1) << 62;
}

int64_t arrivals_take(struct arrivals *arrivals)
{
	int64_t due = arrivals_peek(arrivals);

	arrivals->due_ns += draw_gap(arrivals);
	return due;
}

/* A Poisson number; beyond what GSL counts in, its normal limit. */
static double draw_count(struct arrivals *arrivals, double mean)
{
	if (mean < 1e9)
		return gsl_ran_poisson(arrivals->random, mean);
	return fmax(0, round(mean + sqrt(mean) *
				    gsl_ran_gaussian(arrivals->random, 1)));
}

uint64_t arrivals_skip(struct arrivals *arrivals, int64_t until_ns)
{
	double gap = 1e9 / arrivals->rate;
	double span = (double)until_ns - arrivals->due_ns;
	double more;

	if (arrivals_peek(arrivals) >= until_ns)
		return 0;
	if (arrivals->uniform) {
		more = ceil(span / gap);
		arrivals->due_ns += more * gap;
		return (uint64_t)more;
	}
	/* The one that is due, and those of the time after it. */
	more = draw_count(arrivals, span / gap);
	arrivals->due_ns = (double)until_ns + draw_gap(arrivals);
	return (uint64_t)more + 1;
}
