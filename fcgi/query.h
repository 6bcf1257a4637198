/* query.h: a query string, strictly: every word known, given once, and in range. */
#ifndef TARE_QUERY_H
#define TARE_QUERY_H

#include <json-c/json.h>

#include "workloads/workload.h"

/*
 * Set ARGS from QUERY over the defaults. Returns NULL, or a problem object that names
 * the parameter, its range and what came.
 */
struct json_object *query_parse(const struct workload *workload,
				const char *query, long *args);

#endif
