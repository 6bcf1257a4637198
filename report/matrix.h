/* matrix.h: the cost matrix of a run: every tool, and what it costs at every endpoint. */
#ifndef TARE_MATRIX_H
#define TARE_MATRIX_H

#include <json-c/json.h>
#include <stdio.h>

#include "report/sheet.h"

void matrix_print(struct json_object *run, const struct sheet_format *format,
		  FILE *out);

#endif
