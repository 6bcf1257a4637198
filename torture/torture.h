/*
 * torture.h: the lifecycle matrix: what each profiler loses in each event, and what it
 * does to a service's life.
 *
 * A run's arms are the profilers, arm 0 being none: what the service does under that is
 * what it may do. Every cell is tried several times, each with a fresh process.
 */
#ifndef TARE_TORTURE_H
#define TARE_TORTURE_H

#include "base/buf.h"
#include "bench/progress.h"
#include "bench/run.h"
#include "torture/event.h"
#include "torture/verdict.h"

enum { EVENT_MAX = 32, TRIES_MAX = 9 };

/* One time that one event happened under one profiler. */
struct trial {
	enum fate fate;
	struct reason because; /* "" when there is nothing to say */
	struct outcome outcome;
};

/* An arm under torture. */
struct subject {
	const struct arm *arm;
	const struct witness *witness; /* NULL: nothing is known of its answers */
	bool heard;	  /* the control has been */
	struct buf usual; /* what it says when nothing happens, squashed */
};

/* An event, and the service in it without a profiler. */
struct ordeal {
	const struct event *event;
	struct outcome unwatched;
	struct buf usual;
};

struct torture {
	struct run *run;
	unsigned tries;
	double budget_s;
	unsigned ordeal_count, subject_count;
	struct ordeal ordeals[EVENT_MAX];
	struct subject subjects[ARM_MAX];
	struct trial *trials; /* by ordeal, subject, try */
};

/* As on the command line. */
struct torture_options {
	const char *profilers, *events; /* comma-separated; NULL: all */
	long tries;
	double budget_s;
};

/*
 * Plan into RUN, which is all zero and stays the caller's. -1 with WHY for an unknown
 * name and a profiler named that does not work here. The control is always part.
 */
int torture_plan(struct torture *torture, struct run *run,
		 const struct torture_options *options, struct reason *why);
void torture_release(struct torture *torture);

/*
 * Have it all happen, until the budget is used up or a signal comes. -1 with WHY when
 * nginx does not start, or ends; what was seen before that is kept.
 */
int torture_run(struct torture *torture, struct progress *progress,
		struct reason *why);

struct trial *torture_trial(const struct torture *torture, unsigned ordeal,
			    unsigned subject, unsigned number);

/* All of it, for report/torture.h and others; the caller puts the object. */
struct json_object *torture_json(const struct torture *torture);

#endif
