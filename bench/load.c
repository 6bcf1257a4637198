/* load.c: what profilers cost under load. */
#include "load.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/member.h"
#include "base/stop.h"
#include "bench/loadround.h"
#include "bench/stage.h"
#include "stats/quantile.h"

enum { PILOTS = 5, ROUNDS_LEAST = 2 };

/* Of the budget: the last round may end a little late. */
static const double budget_stretch = 1.1;

const double load_shares[LOAD_POINTS] = { 0, 0.3, 0.6, 0.8, 0.9 };

void load_release(struct load *load)
{
	for (unsigned e = 0; e < ENDPOINT_MAX; e++) {
		free(load->endpoints[e].cells);
		load->endpoints[e].cells = NULL;
	}
}

static void forget_points(struct load_point *points)
{
	static const struct load_point none = { NAN, NAN, NAN, NAN, NAN };

	for (unsigned i = 0; i < LOAD_POINTS; i++)
		points[i] = none;
}

static void cell_init(struct load_cell *cell)
{
	memset(cell, 0, sizeof(*cell));
	for (unsigned r = 0; r < LOAD_ROUNDS_MAX; r++)
		forget_points(cell->points[r]);
	for (unsigned i = 0; i < LOAD_POINTS; i++) {
		histogram_init(&cell->pools[i].latency);
		histogram_init(&cell->pools[i].service);
		histogram_init(&cell->pools[i].lateness);
	}
}

static int endpoint_begin(struct load *load, unsigned e, struct reason *why)
{
	struct load_endpoint *endpoint = &load->endpoints[e];

	endpoint->cells = calloc(load->run->arm_count, sizeof(struct load_cell));
	if (!endpoint->cells)
		return reason_set(why, "no memory for the load of %u profilers",
				  load->run->arm_count);
	for (unsigned a = 0; a < load->run->arm_count; a++)
		cell_init(&endpoint->cells[a]);
	return 0;
}

/*
 * The plain capacity: the median over fresh services. What is noted on the way is
 * forgotten, since the baseline has its rounds like the others.
 */
static int find_capacity(struct load *load, struct stage *stage, unsigned e,
			 struct reason *why)
{
	struct load_endpoint *endpoint = &load->endpoints[e];
	struct load_cell *cell = &endpoint->cells[0];
	double found[PILOTS];

	for (unsigned i = 0; i < PILOTS; i++) {
		int status = loadround_measure(load, stage, e, i, 1, why);

		if (status != 0)
			return status;
		found[i] = cell->points[i][0].throughput;
		if (isnan(found[i]))
			return reason_set(why, "%s without a profiler: %s",
					  load->run->endpoints[e].workload->path,
					  cell->why.text);
	}
	cell_init(cell);
	endpoint->capacity = quantile_of(found, PILOTS, 0.5);
	return 0;
}

static int begin_all(struct load *load, struct stage *stage,
		     struct progress *progress, struct reason *why)
{
	const struct run *run = load->run;

	for (unsigned e = 0; e < run->endpoint_count; e++) {
		int status = endpoint_begin(load, e, why);

		progress_show(progress, 0, -1, "plain capacity of %s",
			      run->endpoints[e].workload->path);
		if (status == 0)
			status = find_capacity(load, stage, e, why);
		if (status != 0)
			return status;
	}
	return 0;
}

static void show(const struct load *load, struct progress *progress,
		 unsigned round, unsigned e)
{
	const struct run *run = load->run;
	double part = (double)e / run->endpoint_count;
	double share = (round + part) / load->rounds;
	double elapsed = run_elapsed_s(run);

	progress_show(progress, share,
		      share > 0.02 ? elapsed / share - elapsed : -1,
		      "under load, round %u of %u: %s", round + 1, load->rounds,
		      run->endpoints[e].workload->path);
}

/* Is there time for another round like those so far? */
static bool another_fits(const struct load *load, unsigned rounds)
{
	double elapsed = run_elapsed_s(load->run);

	return rounds < ROUNDS_LEAST ||
	       elapsed + elapsed / rounds <= load->budget_s * budget_stretch;
}

/*
 * Rounds over all endpoints, so that each cell is spread over the whole time. A tool
 * that is slower than was allowed for costs rounds, not the budget.
 */
static int measure_all(struct load *load, struct stage *stage,
		       struct progress *progress, struct reason *why)
{
	const struct run *run = load->run;
	int status = 0;

	for (unsigned r = 0;
	     status == 0 && r < load->rounds && another_fits(load, r); r++) {
		for (unsigned e = 0; e < run->endpoint_count && status == 0;
		     e++) {
			show(load, progress, r, e);
			load->endpoints[e].rounds = r + 1;
			status = loadround_measure(load, stage, e, r,
						   run->arm_count, why);
		}
	}
	return status;
}

int load_measure(struct load *load, struct progress *progress,
		 struct reason *why)
{
	struct run *run = load->run;
	struct stage stage;
	int status;

	if (stage_open(&stage, run->arm_count, run->plan.pin, run->plan.seed,
		       why) < 0)
		return -1;
	run->pinned = stage.pin.service != 0;
	run->awake = awake_works(&stage.awake);
	status = begin_all(load, &stage, progress, why);
	if (status == 0)
		status = measure_all(load, &stage, progress, why);
	progress_end(progress);
	stage_close(&stage);
	run->complete = status == 0;
	run->stopped_by = stop_signal_name();
	return status < 0 && !stop_wanted() ? -1 : 0;
}

static double figure_of(const struct load_cell *cell, unsigned round,
			unsigned point, size_t figure)
{
	return member_number(&cell->points[round][point], figure);
}

size_t load_ratios(const struct load_endpoint *endpoint, unsigned arm,
		   unsigned point, size_t figure, double *values)
{
	size_t count = 0;

	for (unsigned r = 0; r < endpoint->rounds; r++) {
		double own = figure_of(&endpoint->cells[arm], r, point, figure);
		double base = figure_of(&endpoint->cells[0], r, point, figure);
		double ratio = log(own / base);

		if (isfinite(ratio))
			values[count++] = ratio;
	}
	return count;
}

int load_estimate(struct estimate *estimate, const struct load *load,
		  unsigned endpoint, unsigned arm, unsigned point,
		  size_t figure, struct reason *why)
{
	double values[LOAD_ROUNDS_MAX];
	size_t count = load_ratios(&load->endpoints[endpoint], arm, point,
				   figure, values);

	return estimate_blocks(estimate, values, count,
			       load->run->plan.confidence, 1, why);
}

double load_typical(const struct load_endpoint *endpoint, unsigned arm,
		    unsigned point, size_t figure)
{
	double values[LOAD_ROUNDS_MAX];
	size_t count = 0;

	for (unsigned r = 0; r < endpoint->rounds; r++) {
		values[count] = figure_of(&endpoint->cells[arm], r, point,
					  figure);
		if (!isnan(values[count]))
			count++;
	}
	return quantile_of(values, count, 0.5);
}
