/* load.h: `tare bench --load` is `tare load`. */
#ifndef TARE_CLI_LOAD_H
#define TARE_CLI_LOAD_H

#include "bench/loadplan.h"

/* Measure and show; the exit code. JSON names a copy of load.json, or is NULL. */
int load_command(const struct loadplan_options *options, const char *json,
		 bool progress);

#endif
