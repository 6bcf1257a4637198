/* load.h: shows a load.json; it reads that file and nothing else. */
#ifndef TARE_REPORT_LOAD_H
#define TARE_REPORT_LOAD_H

#include <json-c/json.h>
#include <stdio.h>

#include "base/reason.h"

/*
 * Print a load run as tables, "text", "md" or "csv". The first line says when it is
 * untrusted or incomplete. -1 with WHY when JSON is no load run.
 */
int load_print(struct json_object *load, const char *format, FILE *out,
	       struct reason *why);

#endif
