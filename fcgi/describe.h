/* describe.h: workloads, their results and their truth as JSON. */
#ifndef TARE_DESCRIBE_H
#define TARE_DESCRIBE_H

#include <json-c/json.h>

#include "base/buf.h"
#include "workloads/workload.h"

/* name, path, summary, parameters with ranges and defaults. */
struct json_object *describe_workload(const struct workload *workload);

/* Members "parameters", "result" and "truth" of the object that is open in OUT. */
void describe_answer(struct buf *out, const struct workload *workload,
		     const long *args, const struct result *result);

#endif
