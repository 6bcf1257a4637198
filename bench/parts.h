/* parts.h: what run.json and load.json have in common, and a check, as JSON. */
#ifndef TARE_PARTS_H
#define TARE_PARTS_H

#include <json-c/json.h>

#include "bench/run.h"

/*
 * Set in JSON what any run says of itself: schema, id, times, whether it is complete;
 * its arms (the tool, its version, its settings), and the tools that were skipped.
 */
void set_head(struct json_object *json, const struct run *run, int schema);
void set_arms(struct json_object *json, const struct run *run);

/* What the tool said, held against the truth, and what it took. */
struct json_object *check_json(const struct check *check);

#endif
