/* parts.h: an arm and a check of a run as JSON. */
#ifndef TARE_PARTS_H
#define TARE_PARTS_H

#include <json-c/json.h>

#include "bench/run.h"

/* What is compared: the tool, its version, its settings. */
struct json_object *arm_json(const struct arm *arm);

/* What the tool said, held against the truth, and what it took. */
struct json_object *check_json(const struct check *check);

#endif
