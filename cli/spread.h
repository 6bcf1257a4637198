/* spread.h: how the spread of answers is shown. */
#ifndef TARE_CLI_SPREAD_H
#define TARE_CLI_SPREAD_H

#include <stdbool.h>

#include "bench/spread.h"

/* To standard output; BESIDE: a busy neighbour was there. */
void spread_print(const struct spread *spread, const struct spread_plan *plan,
		  bool beside);
void spread_print_json(const struct spread *spread,
		       const struct spread_plan *plan, bool beside);

#endif
