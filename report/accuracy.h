/* accuracy.h: price against truth: what each profiler costs beside how right it is. */
#ifndef TARE_REPORT_ACCURACY_H
#define TARE_REPORT_ACCURACY_H

#include <json-c/json.h>
#include <stdio.h>

#include "base/reason.h"

/*
 * Print RUN's answers as "text", "md", "csv" (the first table) or "json". -1 with
 * WHY when it has none, or FORMAT is not one of them.
 */
int accuracy_print(struct json_object *run, const char *format, FILE *out,
		   struct reason *why);

#endif
