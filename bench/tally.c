/* tally.c: what the requests of one arm in one block took, and what that says. */
#include "tally.h"

#include <math.h>
#include <stdlib.h>

#include "stats/quantile.h"

int tally_init(struct tally *tally, size_t rounds)
{
	double *cells = calloc(TALLY_COLUMNS * rounds + 1, sizeof(*cells));

	*tally = (struct tally){ .rounds = rounds };
	if (!cells)
		return -1;
	for (size_t i = 0; i < TALLY_COLUMNS * rounds; i++)
		cells[i] = NAN;
	for (size_t c = 0; c < TALLY_COLUMNS; c++)
		tally->column[c] = cells + c * rounds;
	return 0;
}

void tally_release(struct tally *tally)
{
	free(tally->column[0]);
	*tally = (struct tally){ 0 };
}

static double known(double ns)
{
	return ns < 0 ? NAN : ns;
}

void tally_add(struct tally *tally, size_t round, const struct timing *timing,
	       double service_cpu_ns)
{
	double **column = tally->column;

	if (round >= tally->rounds)
		return;
	column[TALLY_LATENCY][round] = known((double)timing->latency_ns);
	column[TALLY_HANDLER_WALL][round] =
		known((double)timing->handler_wall_ns);
	column[TALLY_HANDLER_CPU][round] =
		known((double)timing->handler_cpu_ns);
	column[TALLY_INJECTED][round] = known((double)timing->injected_ns);
	column[TALLY_SERVICE_CPU][round] = known(service_cpu_ns);
}

/* The quantile of a column's known values; WORK has room for all. */
static double own_quantile(const struct tally *tally, enum tally_column column,
			   double share, double *work)
{
	size_t n = 0;

	for (size_t i = 0; i < tally->rounds; i++) {
		if (!isnan(tally->column[column][i]))
			work[n++] = tally->column[column][i];
	}
	return quantile_of(work, n, share);
}

/* The log ratios of round ROUND to the baseline's near it, into WORK; how many. */
static size_t near_ratios(const double *own, const double *baseline,
			  size_t rounds, size_t round, double *work)
{
	size_t first = round > TALLY_REACH ? round - TALLY_REACH : 0;
	size_t n = 0;

	for (size_t i = first; i < rounds && i <= round + TALLY_REACH; i++) {
		double ratio = log(own[round] / baseline[i]);

		if (isfinite(ratio))
			work[n++] = ratio;
	}
	return n;
}

static double pair_median(const struct tally *tally,
			  const struct tally *baseline,
			  enum tally_column column, double *work)
{
	size_t n = 0;

	for (size_t i = 0; i < tally->rounds; i++)
		n += near_ratios(tally->column[column],
				 baseline->column[column], baseline->rounds, i,
				 work + n);
	return quantile_of(work, n, 0.5);
}

/* By how much a request's time is longer for what was injected into it. */
static double known_median(const struct tally *tally, enum tally_column column,
			   double *work)
{
	size_t n = 0;

	for (size_t i = 0; i < tally->rounds; i++) {
		double known = -log1p(-tally->column[TALLY_INJECTED][i] /
				      tally->column[column][i]);

		if (isfinite(known))
			work[n++] = known;
	}
	return quantile_of(work, n, 0.5);
}

static unsigned count_requests(const struct tally *tally)
{
	unsigned count = 0;

	for (size_t i = 0; i < tally->rounds; i++)
		count += isnan(tally->column[TALLY_LATENCY][i]) ? 0 : 1;
	return count;
}

int tally_summarize(const struct tally *tally, const struct tally *baseline,
		    struct sample *sample)
{
	const struct {
		double *own, *pair;
	} figures[TALLY_COLUMNS] = {
		[TALLY_LATENCY] = { &sample->median_ns, &sample->pair_latency },
		[TALLY_HANDLER_WALL] = { &sample->handler_wall_ns,
					 &sample->pair_handler_wall },
		[TALLY_HANDLER_CPU] = { &sample->handler_cpu_ns,
					&sample->pair_handler_cpu },
		[TALLY_INJECTED] = { &sample->injected_ns, NULL },
		[TALLY_SERVICE_CPU] = { &sample->service_cpu_ns,
					&sample->pair_service_cpu },
	};
	size_t most = (2 * TALLY_REACH + 1) * tally->rounds;
	double *work = calloc(most + 1, sizeof(*work));

	if (!work)
		return -1;
	sample->requests = count_requests(tally);
	sample->p90_ns = own_quantile(tally, TALLY_LATENCY, 0.9, work);
	for (enum tally_column c = 0; c < TALLY_COLUMNS; c++) {
		*figures[c].own = own_quantile(tally, c, 0.5, work);
		if (figures[c].pair)
			*figures[c].pair =
				pair_median(tally, baseline, c, work);
	}
	sample->known_latency = known_median(tally, TALLY_LATENCY, work);
	sample->known_handler_wall =
		known_median(tally, TALLY_HANDLER_WALL, work);
	free(work);
	return 0;
}
