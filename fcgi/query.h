/* query.h: a query string, strictly: every word known, given once, and in range. */
#ifndef TARE_QUERY_H
#define TARE_QUERY_H

#include <json-c/json.h>

#include "workloads/workload.h"

enum { QUERY_WORD_MAX = 64 };

/*
 * Percent-decode LENGTH bytes of TEXT into OUT[QUERY_WORD_MAX]. 0, or -1 for a
 * malformed escape, what is not printable ASCII, or more than fits.
 */
int query_decode(const char *text, size_t length, char *out);

/*
 * Set ARGS from QUERY over the defaults. Returns NULL, or a problem object that names
 * the parameter, its range and what came.
 */
struct json_object *query_parse(const struct workload *workload,
				const char *query, long *args);

#endif
