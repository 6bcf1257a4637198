/* sweep.h: the arms of a run that differ in one setting, as a curve. */
#ifndef TARE_REPORT_SWEEP_H
#define TARE_REPORT_SWEEP_H

#include <json-c/json.h>
#include <stdio.h>

#include "report/sheet.h"

/* A table for each sweep and endpoint; nothing when there are none. */
void sweep_print(struct json_object *run, const struct sheet_format *format,
		 FILE *out);

/*
 * The interval [LOW, HIGH] around MIDDLE, as WIDTH characters from LEAST to MOST:
 * "   ├──●──┤   ". Ends that are not known are left out. TEXT has room for 3 * WIDTH + 1.
 */
void sweep_line(double low, double middle, double high, double least,
		double most, unsigned width, char *text, size_t size);

#endif
