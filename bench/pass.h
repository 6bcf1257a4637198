/*
 * pass.h: one process under one tool: a known load on it, its end, and what the tool
 * says of it.
 */
#ifndef TARE_PASS_H
#define TARE_PASS_H

#include "bench/stage.h"
#include "workloads/truth.h"

struct pass_plan {
	const struct profiler *profiler;
	const struct workload *workload;
	const long *args;
	unsigned requests; /* at most */
	double cpu_s;	   /* and no more once the service has used this; 0: - */
	double limit_s;	   /* nor one that would end after this; 0: - */
	const char *delay; /* "FUNCTION=NS" for each request; or NULL */
	const char *text;  /* directory, made if need be, for the tool's reports */
};

/* What it was, all requests together; also when there is no evidence. */
struct pass {
	unsigned requests;     /* answered */
	double latency_ns;     /* mean */
	double service_cpu_s;  /* of the service since its start; NAN */
	double serving_cpu_s;  /* since it was ready */
	double part_cpu_s[PART_MAX]; /* by the program's clocks; NAN */
	/* Of the first part in all; the median over requests, since a stall of
	 * the machine is CPU time, too, of whichever part it meets. NAN. */
	double clock_share;
	/* What it took: the process, its requests, to interpret the output. */
	double start_ns, attach_ns, serve_ns, stop_ns, read_ns;
	double written_bytes;  /* output */
};

/* CPU time of the service while PROFILER watched: all, or what came after it. */
double pass_watched_s(const struct pass *pass, const struct profiler *profiler);

/*
 * The first half: serve the requests and leave the tool's output in OUT. -1 with WHY
 * when a request fails, or the service has to be killed.
 */
int pass_capture(struct pass *pass, const struct pass_plan *plan,
		 struct stage *stage, const char *out, struct reason *why);

/*
 * The second: turn OUT into EVIDENCE, which is initialised here, and the caller's to
 * release in any case; a profiler that reads nothing leaves it empty. -1 with WHY when
 * the output cannot be read.
 */
int pass_read(struct pass *pass, const struct pass_plan *plan,
	      const struct stage *stage, const char *out,
	      struct evidence *evidence, struct reason *why);

/* Both; EVIDENCE is the caller's to release in any case. */
int pass_measure(struct pass *pass, const struct pass_plan *plan,
		 struct stage *stage, struct evidence *evidence,
		 struct reason *why);

#endif
