/*
 * spin.h: work that takes time in proportion to its rounds, and touches nothing.
 *
 * A round is a multiplication and an addition that wait for the round before, so
 * that a processor takes the same few cycles for it wherever the loop is placed
 * and whatever else it could do at a time.
 */
#ifndef TARE_SPIN_H
#define TARE_SPIN_H

#include <stdint.h>

/* Inline on purpose: the time shall be that of the function that spins. */
static inline __attribute__((always_inline)) uint64_t spin(uint64_t x,
							   uint64_t rounds)
{
	for (; rounds; rounds--) {
		x = x * UINT64_C(6364136223846793005) +
		    UINT64_C(1442695040888963407);
		/* Or a compiler would join rounds. */
		__asm__ volatile("" : "+r"(x));
	}
	return x;
}

/* A step of /truth/split, some 0.1 us. */
enum { STEP_ROUNDS = 64 };

/* What spinning takes on this machine. */
struct spin_scale {
	double call_ratio; /* time of a step by a call, over one inlined */
	double error;	   /* of it, relative: half of it missed the other half */
	double round_ns;
};

/*
 * Measured once in a process, in some 30 ms, or taken from $TARE_SPIN, where tare
 * says to services what it has measured without any tool.
 */
const struct spin_scale *spin_scale(void);

/* "1.002310,0.000400,1.234560", for TARE_SPIN. */
const char *spin_scale_text(char *text, unsigned long size);

#endif
