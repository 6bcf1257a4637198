/* place.h: the places that a command line names, checked before anything is done there. */
#ifndef TARE_PLACE_H
#define TARE_PLACE_H

#include <stdbool.h>

#include "bench/run.h"

/*
 * The room that --room names, or without ASKED the usual one: absolute, malloc'd. Ends
 * VERB where it cannot be one.
 */
char *place_room(const char *verb, const char *asked);

/* Ends VERB where TMPDIR cannot hold a room. */
void place_check_rooms(const char *verb);

/*
 * Ends VERB where what takes minutes to measure could not be written to PATH, which
 * OPTION names; NULL can be.
 */
void place_check_output(const char *verb, const char *option,
			const char *path);

/*
 * Copy NAME of RUN's results to PATH, which --json names; NULL: nowhere. False, having
 * said why, where that is no longer possible: what was measured is kept all the same.
 */
bool place_copy(const char *verb, const struct run *run, const char *name,
		const char *path);

#endif
