/* pin.h: which CPUs client, proxy and services run on. */
#ifndef TARE_PIN_H
#define TARE_PIN_H

#include <stdbool.h>

/* CPUs counted from 1; 0: not pinned. */
struct pin {
	int client;  /* ourselves and nginx, which take turns */
	int service;
};

/*
 * Pin this process to the first CPU we may use and give services the second.
 * With fewer than two, or with WANTED false, nothing is pinned.
 */
void pin_choose(struct pin *pin, bool wanted);

#endif
