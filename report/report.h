/* report.h: shows a run.json; it reads that file and nothing else. */
#ifndef TARE_REPORT_H
#define TARE_REPORT_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/reason.h"

/*
 * Print the run as "text", "md", "csv" or "json". The first line says when the run is
 * untrusted or incomplete. -1 with WHY when JSON is not a run.
 */
int report_print(struct json_object *run, const char *format, FILE *out,
		 struct reason *why);

/* Names of all tables; head is the run and its machine, the last three --accuracy's. */
#define REPORT_TABLES                                                          \
	"head|latency|baseline|cpu|reported|resources|times|"                 \
	"price|yardsticks|sentences"

/* One table of REPORT_TABLES alone, as "text", "md" or "csv". */
int report_table(struct json_object *run, const char *table,
		 const char *format, FILE *out, struct reason *why);

/* The first lines of every report: what run it is, and whether to trust it. */
void report_head(struct json_object *run, const char *format, FILE *out);

/* The same as one table of the tools and one of costs per endpoint; "text" or "md". */
int report_matrix(struct json_object *run, const char *format, FILE *out,
		  struct reason *why);

/* It has what a run.json of `tare bench` has; not that all of it is sound. */
bool report_is_run(struct json_object *run);

/* The run's own verdict: false when its controls failed. */
bool report_trusted(struct json_object *run);

/*
 * Open the run that WORD names: a run.json, a directory with one, an ID below
 * PROFILES/runs, or NULL for the latest. NULL with WHY; the caller puts it.
 */
struct json_object *report_open(const char *word, const char *profiles,
				struct reason *why);

#endif
