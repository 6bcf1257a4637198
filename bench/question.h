/* question.h: what somebody wants to know of a profiler, from a query string. */
#ifndef TARE_QUESTION_H
#define TARE_QUESTION_H

#include <json-c/json.h>
#include <stdbool.h>

#include "workloads/workload.h"

struct question {
	const struct workload *only; /* NULL: every endpoint */
	bool text;		     /* a table, not JSON */
};

/* NULL, or a problem with QUERY, as strict as the endpoints are with theirs. */
struct json_object *question_parse(struct question *question,
				   const char *query);

#endif
