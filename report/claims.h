/*
 * claims.h: what is claimed of profilers in public, held against a run.
 *
 * A claim is about intervals: it is held when all that it is about lies within what
 * it says, not held when something lies outside with its whole interval, and cannot
 * be told otherwise, or when the run did not measure it.
 */
#ifndef TARE_CLAIMS_H
#define TARE_CLAIMS_H

#include <stdio.h>

#include "base/reason.h"
#include "report/facts.h"
#include "report/sheet.h"

enum claim_verdict { CLAIM_HELD, CLAIM_NOT_HELD, CLAIM_CANNOT_TELL };

struct claim_result {
	enum claim_verdict verdict;
	struct reason figure; /* what was found, with its interval; or why not */
};

struct claim {
	const char *name;
	const char *text;   /* what is claimed */
	const char *source; /* by whom */
	const char *test;   /* how it is tested */
	const char *needs;  /* options of `tare bench` that measure it */
	void (*check)(struct json_object *run, const struct facts *facts,
		      size_t count, struct claim_result *result);
};

/* All claims, ending with a NULL name. */
extern const struct claim claims[];

/* A paragraph for every claim: as a table they are too wide for a terminal. */
void claims_list(struct json_object *run, const struct facts *facts,
		 size_t count, FILE *out);

/* A row for every claim. */
void claims_print(struct json_object *run, const struct facts *facts,
		  size_t count, const struct sheet_format *format, FILE *out);

/* "held", "not held", "cannot tell here". */
const char *claim_verdict_name(enum claim_verdict verdict);

#endif
