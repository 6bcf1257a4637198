/*
 * baseline.h: a plain run that was saved, to compare with later ones.
 *
 * Across runs there is no block that both arms share: whatever has changed in the
 * machine since then is in the difference. That error cannot be seen in the intervals,
 * but it can be measured: the plain service runs again beside what is compared, and how
 * far it has moved from its own saved value is shown with every figure.
 */
#ifndef TARE_BASELINE_H
#define TARE_BASELINE_H

#include <json-c/json.h>
#include <stdbool.h>

#include "bench/run.h"
#include "stats/welch.h"

struct baseline {
	struct json_object *run; /* profiles/baseline.json; NULL: none is used */
};

/* What a comparison with it says of one cell; log ratios. */
struct across {
	bool known;	    /* the saved run has this endpoint, same parameters */
	struct welch cell;  /* this arm now against plain then */
	struct welch drift; /* plain now against plain then */
};

/* -1 with WHY, also when there is none yet. */
int baseline_open(struct baseline *baseline, const char *profiles,
		  struct reason *why);
void baseline_release(struct baseline *baseline);

/* Make the RUN's run.json the saved baseline. */
int baseline_save(const struct run *run, const char *profiles,
		  struct reason *why);

void baseline_compare(const struct baseline *baseline, const struct run *run,
		      const struct endpoint *endpoint, unsigned arm,
		      struct across *across);

#endif
