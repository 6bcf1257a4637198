/*
 * tally.h: what the requests of one arm in one block took, and what that says.
 *
 * A block goes in rounds: in each of them every arm answers at most one request
 * (schedule.h). The machine's speed may halve from one second to the next (a shared
 * core, a turbo clock), which moves all requests of some rounds alike. A ratio of
 * medians over the whole block would jump when the change falls into its middle.
 *
 * So the block's value is the median of the log ratios of each request of an arm to
 * each of the baseline's that is at most TALLY_REACH rounds away: the shift of Hodges
 * and Lehmann (1963), of neighbours only. Ratios to the same round alone are as safe,
 * but have the efficiency of a median: the block's spread was 1.1 to 1.4 times as wide
 * (seven hundred blocks of plain against plain, six endpoints).
 */
#ifndef TARE_TALLY_H
#define TARE_TALLY_H

#include <stddef.h>

#include "bench/run.h"
#include "client/client.h"

/* Rounds; a block of the default size has 20. */
enum { TALLY_REACH = 4 };

enum tally_column {
	TALLY_LATENCY,
	TALLY_HANDLER_WALL,
	TALLY_HANDLER_CPU,
	TALLY_INJECTED,
	TALLY_SERVICE_CPU,
	TALLY_COLUMNS,
};

/* Allocated before the clock starts; a row per round, NAN where there is nothing. */
struct tally {
	size_t rounds;
	double *column[TALLY_COLUMNS];
};

int tally_init(struct tally *tally, size_t rounds);
void tally_release(struct tally *tally);

/* SERVICE_CPU_NS since this arm's last request; negative when not known. */
void tally_add(struct tally *tally, size_t round, const struct timing *timing,
	       double service_cpu_ns);

/*
 * Fill the figures of SAMPLE, compared with BASELINE, which has as many rounds. -1: out
 * of memory.
 */
int tally_summarize(const struct tally *tally, const struct tally *baseline,
		    struct sample *sample);

#endif
