/* check.c: what a profiler reports, held against what is known. */
#include "check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/stop.h"
#include "bench/roster.h"
#include "bench/target.h"
#include "client/client.h"
#include "export/form.h"

enum { REQUEST_TIMEOUT_MS = 300000 };

const char *check_status_name(enum check_status status)
{
	switch (status) {
	case CHECK_PENDING:
		return "pending";
	case CHECK_NOTHING:
		return "nothing to check";
	case CHECK_EXACT:
		return "exact";
	case CHECK_ESTIMATE:
		return "estimate";
	case CHECK_OFF:
		return "off";
	case CHECK_NO_DATA:
		return "no data";
	}
	return "?";
}

static void compare_row(struct check *check, const char *function,
			const char *what, double expected, double reported)
{
	double error;

	if (check->row_count == CHECK_ROW_MAX)
		return;
	/* The tool counts such things, yet has not seen this one: that is 0. */
	if (isnan(reported))
		reported = 0;
	check->rows[check->row_count++] = (struct check_row){
		.function = function,
		.what = what,
		.expected = expected,
		.reported = reported,
	};
	error = expected != 0 ? fabs(reported / expected - 1) :
		reported != 0 ? INFINITY :
				0;
	if (error > check->worst)
		check->worst = error;
}

static void compare_function(struct check *check,
			     const struct profiler *profiler,
			     const struct evidence *evidence,
			     const struct truth_row *row, double requests)
{
	double bytes = NAN;
	double allocations;

	if (profiler->answers & ANSWER_CALLS)
		compare_row(check, row->function, "calls",
			    requests * (double)row->calls,
			    evidence_calls(evidence, row->function));
	if (!(profiler->answers & ANSWER_ALLOCATIONS))
		return;
	allocations = evidence_allocations(evidence, row->function, &bytes);
	compare_row(check, row->function, "allocations",
		    requests * (double)row->allocations, allocations);
	compare_row(check, row->function, "bytes",
		    requests * (double)row->bytes, bytes);
}

void check_compare(struct check *check, const struct profiler *profiler,
		   const struct evidence *evidence,
		   const struct workload *workload, const long *args,
		   unsigned requests)
{
	struct truth truth = { 0 };

	check->requests = requests;
	check->row_count = 0;
	check->worst = 0;
	workload->truth(args, &truth);
	for (unsigned i = 0; i < truth.count; i++)
		compare_function(check, profiler, evidence, &truth.row[i],
				 requests);
	check->status = check->row_count == 0 ? CHECK_NOTHING :
			check->worst == 0     ? CHECK_EXACT :
			profiler->estimates   ? CHECK_ESTIMATE :
						CHECK_OFF;
}

static void no_data(struct check *check, const struct reason *why)
{
	check->status = CHECK_NO_DATA;
	check->why = *why;
}

/* As many requests as fit into MOST_S, at the pace of the first one; 0: no limit. */
static unsigned requests_that_fit(unsigned requests, double first_ns,
				  double most_s)
{
	double fit = most_s * 1e9 / (first_ns > 0 ? first_ns : 1);

	if (most_s <= 0 || fit >= (double)requests)
		return requests;
	return fit > 1 ? (unsigned)fit : 1;
}

/*
 * Send the check's requests, fewer when they take long; all that are sent must be
 * answered, or nothing can be said about the sum.
 */
static int send_counted(struct cell *cell, const char *url, double most_s,
			struct reason *why)
{
	struct check *check = &cell->check;
	struct client client;
	int status = client_init(&client, url, why);
	double sum = 0;

	for (unsigned i = 0; i < check->requests && status == 0; i++) {
		int code = client_get(&client, REQUEST_TIMEOUT_MS, why);

		sum += (double)client.timing.latency_ns;
		if (i == 0)
			check->requests = requests_that_fit(check->requests,
							    sum, most_s);
		if (code > 0 && code != 200)
			reason_set(why, "request %u was answered with %d", i + 1,
				   code);
		if (code != 200 || stop_wanted())
			status = -1;
	}
	if (status == 0)
		cell->pilot_ns = sum / check->requests;
	client_release(&client);
	return status;
}

/* What a block will take of it, seconds. */
static double cost_of(const struct plan *plan, const struct check *check,
		      double latency_ns)
{
	long requests = roster_requests(plan, latency_ns) +
			roster_warmups(plan, latency_ns);

	return (check->start_ns + check->attach_ns + check->stop_ns +
		(double)requests * latency_ns) /
	       1e9;
}

/* Serve REQUESTS under the arm's tool and leave its output in OUT. */
static int capture(struct run *run, struct endpoint *endpoint, unsigned arm,
		   struct stage *stage, const char *out, struct reason *why)
{
	struct cell *cell = &endpoint->cells[arm];
	char *socket = stage_socket(stage, 0);
	char *url = stage_url(stage, 0, endpoint);
	struct target_plan plan = { .room = &stage->room,
				    .profiler = run->arms[arm].profiler,
				    .workload = endpoint->workload,
				    .socket = socket,
				    .out = out,
				    .cpu_plus_1 = stage->pin.service };
	struct check *check = &cell->check;
	struct target target;
	int status = target_start(&target, &plan, why);
	int64_t since = clock_wall_ns();

	if (status == 0)
		status = send_counted(cell, url, run->plan.evidence_s, why);
	check->serve_ns = (double)(clock_wall_ns() - since);
	check->service_cpu_ns = (double)target_service_cpu_ns(&target);
	target_stop(&target);
	check->start_ns = (double)target.start_ns;
	check->attach_ns = (double)target.attach_ns;
	check->stop_ns = (double)target.stop_ns;
	cell->cost_s = cost_of(&run->plan, check, cell->pilot_ns);
	if (status == 0 && target.killed)
		status = reason_set(why, "the service did not end on SIGTERM");
	free(socket);
	free(url);
	return status;
}

/* How the samples were taken, if it takes any. */
static void note_samples(struct check *check, const struct evidence *evidence)
{
	check->samples = evidence->samples;
	check->period = evidence->period;
	check->yield = evidence->unit && strncmp(evidence->unit, "seconds", 7) == 0 ?
			       evidence->samples * evidence->period * 1e9 /
				       check->service_cpu_ns :
			       NAN;
	check->lost = evidence->lost;
	check->unknown = evidence->unknown;
	check->truncated = evidence->truncated;
	snprintf(check->note, sizeof(check->note), "%s",
		 evidence->note ? evidence->note : "");
}

/* What was captured, to be read. */
struct job {
	struct run *run;
	struct endpoint *endpoint;
	unsigned arm;
	struct stage *stage;
	char *out;
};

/* Turn the job's output into evidence and compare it. */
static int interpret(struct check *check, const struct job *job,
		     struct reason *why)
{
	const struct run *run = job->run;
	const struct endpoint *endpoint = job->endpoint;
	const unsigned arm = job->arm;
	const char *out = job->out;
	const struct profiler *profiler = run->arms[arm].profiler;
	char *text = path_format("%s/%s/%s", run->directory,
				 run->arms[arm].label,
				 endpoint->workload->name);
	char *binary = room_binary(&job->stage->room, profiler->flavour, why);
	struct capture capture = { .profiler = profiler,
				   .out = out,
				   .binary = binary,
				   .text = text };
	struct evidence evidence;
	int64_t start = clock_wall_ns();
	int status = binary ? dir_make(text, why) : -1;

	evidence_init(&evidence);
	check->written_bytes = dir_size(out);
	if (status == 0)
		status = profiler->read(&capture, &evidence, why);
	check->read_ns = (double)(clock_wall_ns() - start);
	if (status == 0) {
		note_samples(check, &evidence);
		check_compare(check, profiler, &evidence, endpoint->workload,
			      endpoint->args, check->requests);
		status = evidence_save(&evidence, text, why);
	}
	if (status == 0)
		status = form_save_all(text, profiler->name,
				       endpoint->workload->name, &evidence,
				       why);
	evidence_release(&evidence);
	free(text);
	free(binary);
	return status;
}

static void read_job(struct check *check, void *data)
{
	const struct job *job = data;
	struct reason why;

	if (interpret(check, job, &why) < 0)
		no_data(check, &why);
	dir_remove(job->out);
}

void check_begin(struct run *run, struct endpoint *endpoint, unsigned arm,
		 struct stage *stage, struct reader *reader)
{
	const struct profiler *profiler = run->arms[arm].profiler;
	struct check *check = &endpoint->cells[arm].check;
	struct job job = { run, endpoint, arm, stage, NULL };
	struct reason why;

	*check = (struct check){ .status = CHECK_NOTHING,
				 .requests = (unsigned)run->plan.requests,
				 .samples = NAN,
				 .period = NAN,
				 .yield = NAN,
				 .lost = NAN,
				 .unknown = NAN,
				 .truncated = NAN };
	if (!profiler->read)
		return;
	if (profiler->requests_most && check->requests > profiler->requests_most)
		check->requests = profiler->requests_most;
	job.out = stage_out(stage, &why);
	if (!job.out || capture(run, endpoint, arm, stage, job.out, &why) < 0) {
		no_data(check, &why);
		if (job.out)
			dir_remove(job.out);
	} else {
		reader_start(reader, check, read_job, &job);
	}
	if (stop_wanted())
		check->status = CHECK_PENDING;
	free(job.out);
}

void check_measure(struct run *run, struct endpoint *endpoint, unsigned arm,
		   struct stage *stage)
{
	struct reader reader = { 0 };

	check_begin(run, endpoint, arm, stage, &reader);
	reader_wait(&reader);
}
