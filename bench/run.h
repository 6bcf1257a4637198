/*
 * run.h: everything that one `tare bench` plans and learns.
 *
 * A run has arms (what is compared) and endpoints (where). A cell is an arm at an
 * endpoint. A block is one fresh process of every arm of one endpoint, measured in
 * interleaved random order: it yields one value per cell and metric, and those
 * values, not the requests, are the unit of statistics.
 */
#ifndef TARE_RUN_H
#define TARE_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/reason.h"
#include "bench/score.h"
#include "profilers/profiler.h"
#include "workloads/workload.h"

struct accuracy;
struct baseline;

enum { ARM_MAX = 32, ENDPOINT_MAX = 32, CHECK_ROW_MAX = 2 * TRUTH_MAX };

enum arm_role {
	ROLE_BASELINE, /* what every other arm is divided by; arm 0 */
	ROLE_MEASURED, /* asked for */
	ROLE_AA,       /* control: the baseline once more, true ratio 1 */
	ROLE_INJECTED, /* control: the baseline with a known cost added */
	ROLE_EXTERNAL, /* what runs already at the plan's URL */
};

struct arm {
	char label[128]; /* "perf:freq=99"; "none#2" for the second of a name */
	enum arm_role role;
	const struct profiler *profiler;
	double inject; /* share of the handler's time that is added */
	char version[96]; /* of the tool; "" when not known */
	const char *swept; /* the setting, when the arm is part of a sweep */
};

/*
 * One arm in one block; NAN when unknown. The pair_ figures are medians of the log
 * ratios to the baseline's requests of about the same time (tally.h); the others are
 * medians of the arm's own requests.
 */
struct sample {
	unsigned requests; /* measured; 0: this arm gave nothing here */
	unsigned errors;
	bool left_out; /* it sat this block out: there was no time */
	unsigned slot, order; /* where and when it was started */
	double median_ns, p90_ns; /* latency seen by the client */
	double handler_wall_ns, handler_cpu_ns, injected_ns;
	double service_cpu_ns; /* of the whole process, per request */
	double pair_latency, pair_handler_wall, pair_handler_cpu;
	double pair_service_cpu;
	/* Of what was injected, by request: log of the time with it to without. */
	double known_latency, known_handler_wall;
	double max_rss_bytes;
	double written_bytes; /* by the tool, per request, start and stop too */
	double start_ns, attach_ns, stop_ns; /* attach: 0 when it does not */
};

struct block {
	double at_s; /* since the run began */
	struct sample samples[ARM_MAX];
};

enum check_status {
	CHECK_PENDING,
	CHECK_NOTHING, /* the tool does not answer what is known here */
	CHECK_EXACT,
	CHECK_ESTIMATE, /* not exact, nor meant to be */
	CHECK_OFF,
	CHECK_NO_DATA,
};

struct check_row {
	const char *function; /* the workload's */
	const char *what;     /* "calls", "allocations", "bytes" */
	double expected, reported;
};

/* A cell's evidence, held against requests x truth. */
struct check {
	enum check_status status;
	struct reason why; /* of CHECK_NO_DATA */
	unsigned requests;
	unsigned row_count;
	struct check_row rows[CHECK_ROW_MAX];
	double worst; /* largest |reported / expected - 1| */
	/* What it took: the process, its requests, to interpret the output. */
	double start_ns, attach_ns, serve_ns, stop_ns, read_ns;
	double written_bytes; /* output, all requests */
	double samples, period, service_cpu_ns; /* NAN: not known */
	double yield; /* of the samples that the period promises; NAN */
	double lost, unknown, truncated;	/* samples */
	char note[96]; /* what the tool really used; "": it does not say */
	struct score score; /* when there was data */
};

struct cell {
	struct check check;
	unsigned blocks;     /* in which it gave something */
	unsigned failures;   /* and nothing */
	struct reason why;   /* the last time */
	double pilot_ns;     /* latency, to size the blocks; 0: not yet known */
	double cost_s;	     /* that a block takes of it; 0: not yet known */
};

struct endpoint {
	const struct workload *workload;
	long args[PARAM_MAX];
	struct cell cells[ARM_MAX];
	struct block *blocks;
	size_t block_count, block_room;
	double block_cost_s; /* mean time that a block takes */
};

/* The settings, as asked for and as resolved. */
struct plan {
	const char *mode;
	const char *url; /* of external; NULL */
	long requests, warmup, blocks;
	double budget_s;
	double slice_s;	  /* most time that one arm may take in a block */
	double evidence_s; /* most time for the requests of a check; 0: any */
	double precision;	/* half-width wanted, as a log ratio */
	double precision_share; /* or this share of the effect, if larger */
	double confidence;
	double margin; /* "equal within" */
	long seed;
	bool quick, pin;
	bool baseline_named; /* in the list of profilers */
};

struct run {
	struct plan plan;
	char id[40];
	char started[32]; /* ISO 8601, UTC */
	int64_t start_ns;
	char *directory; /* profiles/runs/ID */
	char *latest;	 /* the link to be made, once there is a run.json */

	unsigned arm_count;
	struct arm arms[ARM_MAX];
	unsigned endpoint_count;
	struct endpoint endpoints[ENDPOINT_MAX];

	/* Profilers that cannot work here, with the reason. */
	unsigned skipped_count;
	struct {
		const struct profiler *profiler;
		struct reason why;
	} skipped[ARM_MAX];

	const struct baseline *baseline; /* to compare with too; or NULL */

	struct accuracy *accuracy; /* questions about the yardsticks; or NULL */

	double evidence_took_s; /* from the beginning to the first block */
	bool complete;
	const char *stopped_by; /* "SIGTERM", or NULL */
	bool pinned, awake;
};

/* Release what a run holds; the struct itself is the caller's. */
void run_release(struct run *run);

/* Append BLOCK. -1: out of memory. */
int endpoint_add_block(struct endpoint *endpoint, const struct block *block);

/* Add an arm, its label made unique. -1 with WHY when there are too many. */
int run_add_arm(struct run *run, enum arm_role role,
		const struct profiler *profiler, double inject,
		struct reason *why);

/* Add an endpoint with its default parameters; a second time: ignored. */
int run_add_endpoint(struct run *run, const struct workload *workload,
		     struct reason *why);

/* Make ID and directory; profiles/latest follows. */
int run_begin(struct run *run, const char *profiles, struct reason *why);

/*
 * There is a run.json now: profiles/latest is this run, and not one that could not write
 * a word. Does nothing from the second time on.
 */
int run_show(struct run *run, struct reason *why);

/* The same for what will have no run.json: the latest run stays what it was. */
int run_begin_aside(struct run *run, const char *profiles, struct reason *why);

/* Ask each arm's tool for its version: the first line that it prints about it. */
void run_find_versions(struct run *run);

double run_elapsed_s(const struct run *run);

#endif
