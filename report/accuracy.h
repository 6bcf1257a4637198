/* accuracy.h: price against truth: what each profiler costs beside how right it is. */
#ifndef TARE_REPORT_ACCURACY_H
#define TARE_REPORT_ACCURACY_H

#include <json-c/json.h>
#include <stdio.h>

#include "base/reason.h"
#include "report/sheet.h"

/*
 * Print RUN's answers as "text", "md", "csv" (the first table) or "json". -1 with
 * WHY when it has none, or FORMAT is not one of them.
 */
int accuracy_print(struct json_object *run, const char *format, FILE *out,
		   struct reason *why);

/* All the tables of RUN, which has answers, below the head of a report of its costs. */
void accuracy_tables(struct json_object *run, const struct sheet_format *format,
		     FILE *out);

/* One table alone: "price", "yardsticks", "sentences". */
int accuracy_table(struct json_object *run, const char *name,
		   const struct sheet_format *format, FILE *out,
		   struct reason *why);

#endif
