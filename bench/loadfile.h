/*
 * loadfile.h: a load run as load.json. Times are in nanoseconds, rates per second,
 * null is "not measured".
 *
 *	schema, id, started, elapsed_s, complete, stopped_by, machine, versions
 *	plan		seed, rounds, seconds (of a point), connections, workers,
 *			confidence, pinned
 *	trust		controls, missed, trusted, because: does the baseline, once
 *			more, have the capacity of the baseline?
 *	arms[]		label, role (baseline, measured, control-aa), profiler
 *	skipped[]	profiler, because
 *	endpoints[]	name, path, target, capacity (plain), rounds, cells[]
 *	  cells[]	arm, failures, failed_because, points[]; of every arm
 *	    points[]	share (of the plain capacity; null: saturated, closed loop),
 *			rate, beyond (left out: far more than the arm can do),
 *			pooled, against, rounds[]
 *	      pooled	over all rounds: arrivals, unsent, errors, client_cpu, and
 *			latency_ns (from when a request was due), service_ns (from
 *			when it was sent) and lateness_ns (of the client): count,
 *			mean, min, p50, p90, p99, p99.9, max
 *	      against	per figure of a round (below), against the baseline: typical
 *			(median of the arm's own), ratio, low, high, rounds, p
 *	      rounds[]	throughput, p50, p99, service_p50, service_p99
 *
 * The ratio of the throughputs when saturated is how far the knee moves.
 */
#ifndef TARE_LOADFILE_H
#define TARE_LOADFILE_H

#include "bench/load.h"

enum { LOADFILE_SCHEMA = 1 };

/* Write RUN->directory/load.json (under a temporary name, then renamed). */
int loadfile_write(const struct load *load, struct reason *why);

#endif
