/* check.h: what a profiler reports, held against what is known. */
#ifndef TARE_CHECK_H
#define TARE_CHECK_H

#include "bench/reader.h"
#include "bench/run.h"
#include "bench/stage.h"

/*
 * The evidence pass of a cell: send a counted number of requests to a fresh process
 * under the arm's profiler, stop it, read its output, save the evidence in the run's
 * directory, and compare with requests x truth. Fills CELL's check; what fails is a
 * reason there (CHECK_NO_DATA), never an end of the run. The reading is left to READER:
 * the check is complete once that has been waited for.
 */
void check_begin(struct run *run, struct endpoint *endpoint, unsigned arm,
		 struct stage *stage, struct reader *reader);

/* Compare EVIDENCE of REQUESTS requests, all with ARGS, with the truth. */
void check_compare(struct check *check, const struct profiler *profiler,
		   const struct evidence *evidence,
		   const struct workload *workload, const long *args,
		   unsigned requests);

/* "exact", "off", "no data", ...: as written in run.json. */
const char *check_status_name(enum check_status status);

#endif
