/*
 * sequential.h: when to stop adding blocks, at an unchanged rate of error.
 *
 * Blocks are added until Student's t interval of the mean is as narrow as
 * wanted, never before a least number. Stopping there favours moments at which
 * the noise looks smaller than it is, so that a plain 95 % interval would miss
 * up to 6.9 % of the time. So the standard error is stretched, by 1.10 for a
 * least number of 8, which is the most that any level of noise needs, and
 * intervals and tests computed with it keep their rate.
 *
 * The rule is that of Chow and Robbins (1965) with the t quantile; with normal
 * values its error depends on the noise level alone and has a worst case (Starr
 * 1966). The stretch is that worst case: over 17 noise levels (needing 4 to 490
 * blocks), 200,000 simulated experiments each, the (1 - alpha) quantile of
 * |mean - truth| / (t * sd / sqrt(n)) at the stop, alpha 0.1, 0.05 and 0.01
 * alike. Heavy tails and symmetric outliers miss less. Stopping on width never
 * looks at whether the interval holds 0; stopping on that is not covered.
 *
 * Price, with a standard deviation of 1 % and a wanted half-width of 0.5 %: 20
 * blocks, where the plain interval takes 17, an always-valid one (Lai 1976) 52,
 * doubling looks with a union bound 48, and a pilot that only sets the number
 * 31. Stein's (1945) two stages take 21, but miss 12 to 22 % of the time when
 * 5 % of the blocks are off tenfold.
 */
#ifndef TARE_SEQUENTIAL_H
#define TARE_SEQUENTIAL_H

#include <stddef.h>

#include "base/reason.h"

/* The least number of blocks that a rule may have. */
enum { SEQUENTIAL_LEAST_MIN = 6 };

struct sequential_rule {
	double absolute;   /* wanted half-width of the log ratio: 0.005 */
	double relative;   /* or this share of |mean|, if larger: 0.05 */
	double confidence; /* of the interval, 0.9 to 0.99 */
	size_t least;	   /* blocks before the first look: 8 */
	size_t most;	   /* blocks of the budget */
};

struct sequential {
	struct sequential_rule rule;
	double stretch; /* factor on the standard error; 1 if least >= most */
	size_t n;
	double mean;
	double squares; /* sum of squared distances from the mean */
};

enum sequential_state {
	SEQUENTIAL_MORE,    /* go on */
	SEQUENTIAL_PRECISE, /* narrow enough */
	SEQUENTIAL_SPENT,   /* the budget is up, and it is not */
};

/*
 * Start without values. RULE->least >= RULE->most means a number of blocks
 * fixed at `most`: width stops nothing, and nothing is stretched. -1 with WHY
 * on a rule out of range: absolute and relative finite and not negative, not
 * both 0; most at least 1; least at least SEQUENTIAL_LEAST_MIN, unless the
 * number is fixed.
 */
int sequential_init(struct sequential *sequential,
		    const struct sequential_rule *rule, struct reason *why);

/* One more block. -1 with WHY, and nothing added, when VALUE is not finite. */
int sequential_add(struct sequential *sequential, double value,
		   struct reason *why);

enum sequential_state sequential_state(const struct sequential *sequential);

/* Half-width of the stretched interval; INFINITY below two values. */
double sequential_width(const struct sequential *sequential);

/* The half-width that is wanted, at the mean so far. */
double sequential_target(const struct sequential *sequential);

/*
 * How many blocks there will be in all if the noise stays as it looks: a
 * forecast for a progress bar, between n and `most`. `least` while there are
 * fewer than two.
 */
size_t sequential_forecast(const struct sequential *sequential);

#endif
