/*
 * loadround.h: one round of an endpoint under load: every arm, side by side.
 *
 * All services of the round are up at once and idle but for the one that has its
 * turn. Short slices of saturation go around all arms, several times, and each rate
 * goes around all arms before the next: what disturbs the machine for longer than
 * that disturbs all arms alike.
 */
#ifndef TARE_LOADROUND_H
#define TARE_LOADROUND_H

#include "bench/load.h"
#include "bench/stage.h"

/*
 * Measure round ROUND of the first ARMS arms of endpoint E, whose cells exist, at
 * shares of its CAPACITY; when that is 0, saturated only. What fails is noted in its
 * cell. 1 when a signal cut it short; -1 with WHY when nginx has ended; else 0.
 */
int loadround_measure(struct load *load, struct stage *stage, unsigned e,
		      unsigned round, unsigned arms, struct reason *why);

#endif
