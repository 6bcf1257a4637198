/* accuracyfile.h: all answers of all profilers as JSON. */
#ifndef TARE_ACCURACYFILE_H
#define TARE_ACCURACYFILE_H

#include <json-c/json.h>

#include "bench/accuracy.h"

struct json_object *accuracy_json(const struct accuracy *accuracy,
				  const struct run *run);

#endif
