/*
 * findings.h: what a profiler knows just now of the endpoints of its variant.
 *
 * All workers of all endpoints are asked at once, each answers between two of its own
 * requests, and what they say is merged.
 */
#ifndef TARE_FINDINGS_H
#define TARE_FINDINGS_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/buf.h"
#include "bench/served.h"
#include "bench/snapshot.h"

enum {
	FINDINGS_MAX = 64,
	/* heaptrack's thread needs 4 s to fill its buffer, a simulator a few. */
	FINDINGS_PATIENCE_S = 15,
};

/* The endpoints of one variant. */
struct findings_source {
	const struct room *room;
	const struct profiler *profiler;
	const struct served *served;
	size_t count;
	int number; /* of the request: no other has it */
};

enum part_state { PART_WAITING, PART_WHOLE, PART_READ, PART_FAILED };

/* What is known of one endpoint. */
struct part {
	enum part_state state;
	struct snapshot snapshot;
	struct evidence evidence;
	struct reason why; /* PART_FAILED */
};

struct findings {
	const struct findings_source *source;
	char *directory; /* for reports that nobody wants to keep */
	struct timespec taken_at;
	int64_t took_ns;
	size_t count, known; /* parts, and those that are PART_READ */
	size_t workers;
	struct evidence evidence; /* of all parts */
	struct part parts[FINDINGS_MAX];
};

/*
 * Ask about ONLY one endpoint, or NULL for all, and wait for FINDINGS_PATIENCE_S. -1 with
 * WHY when a worker did not answer in time, or nothing at all is known. Release it in
 * either case.
 */
int findings_take(struct findings *findings,
		  const struct findings_source *source,
		  const struct workload *only, struct reason *why);
void findings_release(struct findings *findings);

/* As JSON, which the caller puts, and as a table for people. */
struct json_object *findings_json(const struct findings *findings);
void findings_print(const struct findings *findings, struct buf *out);

#endif
