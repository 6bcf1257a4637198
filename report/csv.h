/* csv.h: a run as CSV, a row for every cell and metric. */
#ifndef TARE_CSV_H
#define TARE_CSV_H

#include <json-c/json.h>
#include <stdio.h>

void csv_print(struct json_object *run, FILE *out);

#endif
