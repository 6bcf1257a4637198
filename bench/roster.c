/* roster.c: which arms take part in a block, and with how many requests. */
#include "roster.h"

#include <math.h>

#include "stats/quantile.h"

/* Of a median. */
enum { REQUESTS_LEAST = 3 };

/*
 * So many times what is usual may an arm take of a block's time, on average; and until
 * it has the blocks of which an interval can be made, since without one it has no
 * answer at all, and a narrower one of others is worth less than that.
 */
static const double share_most = 4, share_first = 16;
static const unsigned blocks_first = 3;

/*
 * A request that takes so long needs no median, since a hiccup is small beside it, nor
 * a warm-up, since what it does for the first time is, too.
 */
static const double slow_ns = 0.2e9, very_slow_ns = 0.5e9;

/* How many requests an arm gets: fewer when it is slow. */
long roster_requests(const struct plan *plan, double latency_ns)
{
	double fit = plan->slice_s * 1e9 / (latency_ns > 0 ? latency_ns : 1);
	long least = plan->blocks == 0 && latency_ns > slow_ns ? 1 :
								 REQUESTS_LEAST;

	if (fit >= (double)plan->requests)
		return plan->requests;
	if (fit > (double)least)
		return (long)fit;
	return plan->requests < least ? plan->requests : least;
}

/* Warm-ups come out of the same slice, so that a slow tool gets fewer. */
long roster_warmups(const struct plan *plan, double latency_ns)
{
	double fit = plan->slice_s * 0.25e9 / (latency_ns > 0 ? latency_ns : 1);

	if (plan->warmup == 0 || fit >= (double)plan->warmup)
		return plan->warmup;
	if (plan->blocks == 0 && latency_ns > very_slow_ns)
		return 0;
	return fit > 1 ? (long)fit : 1;
}

/* What a block costs an arm; where it is not known yet, the most elsewhere; 0. */
static double cost_of(const struct run *run, const struct endpoint *endpoint,
		      unsigned arm)
{
	double most = 0;

	if (endpoint->cells[arm].cost_s > 0)
		return endpoint->cells[arm].cost_s;
	for (unsigned e = 0; e < run->endpoint_count; e++)
		if (run->endpoints[e].cells[arm].cost_s > most)
			most = run->endpoints[e].cells[arm].cost_s;
	return most;
}

/* The median of what is known of the arms' costs; 0: nothing is. */
static double usual_cost(const struct run *run, const struct endpoint *endpoint)
{
	double costs[ARM_MAX];
	size_t count = 0;
	double usual;

	for (unsigned a = 0; a < run->arm_count; a++) {
		double cost = cost_of(run, endpoint, a);

		if (cost > 0)
			costs[count++] = cost;
	}
	usual = quantile_of(costs, count, 0.5);
	return isnan(usual) ? 0 : usual;
}

/* It has had fewer blocks than its share of the time is worth. */
static bool is_due(const struct endpoint *endpoint, unsigned blocks,
		   double cost, double usual)
{
	double share = blocks < blocks_first ? share_first : share_most;
	double period = usual > 0 ? cost / (share * usual) : 0;

	return period <= 1 ||
	       blocks * period <= (double)endpoint->block_count;
}

/* What a block may take: in the first round, each endpoint its part of what is left. */
static double time_allowed(const struct run *run,
			   const struct endpoint *endpoint)
{
	unsigned without = 0;

	for (unsigned e = 0; e < run->endpoint_count; e++)
		without += run->endpoints[e].block_count == 0;
	return (run->plan.budget_s - run_elapsed_s(run)) /
	       (endpoint->block_count == 0 && without ? without : 1);
}

/* The most expensive of the measured arms that take part; 0: there is none. */
static unsigned most_expensive(const struct run *run, const double *costs,
			       const bool *takes_part)
{
	unsigned worst = 0;

	for (unsigned a = 1; a < run->arm_count; a++) {
		if (takes_part[a] && run->arms[a].role == ROLE_MEASURED &&
		    (!worst || costs[a] > costs[worst]))
			worst = a;
	}
	return worst;
}

double roster_choose(const struct run *run, const struct endpoint *endpoint,
		     bool *takes_part)
{
	double allowed = time_allowed(run, endpoint);
	double usual = usual_cost(run, endpoint);
	double costs[ARM_MAX];
	double sum = 0;

	for (unsigned a = 0; a < run->arm_count; a++) {
		costs[a] = cost_of(run, endpoint, a);
		takes_part[a] = run->plan.blocks > 0 ||
				run->arms[a].role != ROLE_MEASURED ||
				is_due(endpoint, endpoint->cells[a].blocks,
				       costs[a], usual);
		sum += takes_part[a] ? costs[a] : 0;
	}
	while (run->plan.blocks == 0 && sum > allowed) {
		unsigned worst = most_expensive(run, costs, takes_part);

		/* Those that cost no more than is usual belong to any block. */
		if (!worst || costs[worst] <= usual)
			break;
		takes_part[worst] = false;
		sum -= costs[worst];
	}
	return sum;
}
