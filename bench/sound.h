/* sound.h: whether what `tare verify` saw is what the instrument promises. */
#ifndef TARE_SOUND_H
#define TARE_SOUND_H

#include "bench/verify.h"

/* What a bias may be, log ratio: less is none for our purposes. */
#define SOUND_BIAS 0.0003

/* Below this chance the instrument is not called sound. */
#define SOUND_LEVEL 0.01

/*
 * The chance, 0 to 1, that an instrument which keeps all its promises would be seen to
 * be as far off in any of them: the least of their one-sided p-values (exact binomial
 * tails of the shares, Student's t of the bias) times how many there are (Dunn 1961).
 * The printed 95 % intervals would not do: with three injections they find one of nine
 * promises broken up to one time in eight when all are kept. What was not measured
 * speaks neither for nor against; 1 when nothing was.
 */
double sound_p(const struct verify *verify);

#endif
