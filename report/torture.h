/* torture.h: the lifecycle matrix for people. */
#ifndef TARE_REPORT_TORTURE_H
#define TARE_REPORT_TORTURE_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/reason.h"

/*
 * Print it as FORMAT: text, md or json; reasons are footnotes. -1 with WHY for another
 * format.
 */
int torture_print(struct json_object *torture, const char *format, FILE *out,
		  struct reason *why);

/* Every profiler kept all its data when nothing happened. */
bool torture_trusted(struct json_object *torture);

#endif
