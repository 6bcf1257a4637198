/*
 * lane.h: one arm in one round of load: its fresh service, and the load it gets.
 *
 * Open, saturate as often as `laps` says, note_saturated, rate for each rate, close.
 * Each returns 0; 1 when a signal cut it short; -1 with WHY, and then the lane is of
 * no more use than to be closed.
 */
#ifndef TARE_LANE_H
#define TARE_LANE_H

#include "bench/load.h"
#include "bench/stage.h"
#include "bench/target.h"
#include "client/outcome.h"

enum { LAPS_MOST = 5 };

struct lane {
	/* Set by the caller; borrowed. */
	const struct load *load;
	struct stage *stage;
	const struct endpoint *endpoint;
	const struct arm *arm;
	unsigned slot;
	struct load_cell *cell;	   /* its pools get the tails */
	struct load_point *points; /* LOAD_POINTS of them, all NAN */

	/* From lane_open() on. */
	unsigned laps;	/* to saturate: fewer for a slow tool */
	double slice_s; /* of a lap: some replies fit in */
	struct target target;
	char *socket, *out, *url;
	struct outcome *last;  /* of one load */
	struct outcome *total; /* of all laps */
};

/* Start the service and warm it up. */
int lane_open(struct lane *lane, struct reason *why);
void lane_close(struct lane *lane);

/* One lap in a closed loop. */
int lane_saturate(struct lane *lane, struct reason *why);

/* What the laps have shown; into points[0]. */
int lane_note_saturated(struct lane *lane, struct reason *why);

/*
 * Open loop at RATE per second; into points[POINT]. Left out when it is far beyond
 * what the arm can do.
 */
int lane_rate(struct lane *lane, unsigned point, double rate,
	      struct reason *why);

#endif
