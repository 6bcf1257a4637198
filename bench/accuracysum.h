/* accuracysum.h: what all answers of one arm say together. */
#ifndef TARE_ACCURACYSUM_H
#define TARE_ACCURACYSUM_H

#include "bench/accuracy.h"
#include "bench/sweep.h"

/* Of an added work; the error is half of a 95 % interval. */
struct delay_sum {
	double slope, slope_error, leak;
};

/* Shares in percent; NAN where there is no answer to tell from. */
struct accuracysum {
	unsigned asked, given;
	struct reason why; /* the first answer that was not given */

	struct line line;  /* reported against true, over the sweep */
	double chance;	   /* of a share, from as many samples: half an interval */
	double overlap;	   /* least of the sweep */
	double yield;	   /* median of the sweep */

	size_t runs, winners; /* repeats, and different "hottest functions" */
	struct spread_ratio spread;

	/* How far the true split, by the program's own clocks, moves under the
	 * tool from where it is without any: points. */
	double shift_worst, shift_mean;

	/* What is reported to change for what was added: 1 is right; and how
	 * much of a change was in functions to which nothing was added. */
	struct delay_sum delay;

	struct score stack, alloc, noop; /* wrongness NAN: not asked */
	double calls_error;		 /* worst of all answers */
	double imbalance;		 /* worst of all answers */
	const char *imbalance_of;
	/* Worst of all answers; the repeats of one question are one, their median,
	 * since the worst of 30 says more of the machine than of the tool. */
	double wrongness;
};

void accuracysum_make(struct accuracysum *sum, const struct accuracy *accuracy,
		      unsigned arm, unsigned baseline);

/* From ANSWERS of one tool to ASK_DELAY, the first without a delay. */
void delay_sum(struct delay_sum *sum, const struct answer *answers,
	       size_t count);

#endif
