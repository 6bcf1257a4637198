/*
 * awake.h: keeps the pinned CPUs from falling asleep between two requests.
 *
 * The client's CPU has nothing to do while the service computes, and the other way
 * round. An idle virtual CPU is handed back to its host, and what it takes to wake
 * it again differs from one request to the next: in blocks of 40 requests of 3 ms,
 * that was half of the noise (block sd 1.1 % against 0.55 %, by turns). So a
 * process of the idle class, to which the scheduler prefers any other at once,
 * turns in place on each of them.
 */
#ifndef TARE_AWAKE_H
#define TARE_AWAKE_H

#include <stdbool.h>
#include <sys/types.h>

#include "bench/pin.h"

struct awake {
	pid_t pids[2];
};

/*
 * Nothing is started when nothing is pinned, or where CPU time is rationed (a
 * control group's quota), since it would be spent on this. They end with us, at
 * the latest.
 */
void awake_start(struct awake *awake, const struct pin *pin);
void awake_stop(struct awake *awake);

/* Both CPUs are being kept awake. */
bool awake_works(struct awake *awake);

#endif
