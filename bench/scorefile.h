/* scorefile.h: a score as JSON. */
#ifndef TARE_SCOREFILE_H
#define TARE_SCOREFILE_H

#include <json-c/json.h>

#include "bench/score.h"

/* Members that are not known are left out. */
struct json_object *score_json(const struct score *score);

#endif
