/* check.c: what a profiler reports, held against what is known. */
#include "check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/stop.h"
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
						CHECK_OFF;
}

static void no_data(struct check *check, const struct reason *why)
{
	check->status = CHECK_NO_DATA;
	check->why = *why;
}

/* Send REQUESTS; all must be answered, or nothing can be said about the sum. */
static int send_counted(struct cell *cell, const char *url, unsigned requests,
			struct reason *why)
{
	struct client client;
	int status = client_init(&client, url, why);
	double sum = 0;

	for (unsigned i = 0; i < requests && status == 0; i++) {
		int code = client_get(&client, REQUEST_TIMEOUT_MS, why);

		sum += (double)client.timing.latency_ns;
		if (code > 0 && code != 200)
			reason_set(why, "request %u was answered with %d", i + 1,
				   code);
		if (code != 200 || stop_wanted())
			status = -1;
	}
	if (status == 0)
		cell->pilot_ns = sum / requests;
	client_release(&client);
	return status;
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
	struct target target;
	int status = target_start(&target, &plan, why);

	if (status == 0)
		status = send_counted(cell, url, cell->check.requests, why);
	cell->check.service_cpu_ns = (double)target_service_cpu_ns(&target);
	target_stop(&target);
	if (status == 0 && target.killed)
		status = reason_set(why, "the service did not end on SIGTERM");
	free(socket);
	free(url);
	return status;
}

static int save_evidence(const char *text, const struct evidence *evidence,
			 struct reason *why)
{
	char *path = path_format("%s/evidence.json", text);
	struct json_object *json = evidence_to_json(evidence);
	int status = json_write(path, json, why);

	json_object_put(json);
	free(path);
	return status;
}

/* Turn OUT into evidence and compare it. */
static int interpret(struct run *run, struct endpoint *endpoint, unsigned arm,
		     struct stage *stage, const char *out, struct reason *why)
{
	const struct profiler *profiler = run->arms[arm].profiler;
	struct check *check = &endpoint->cells[arm].check;
	char *text = path_format("%s/%s/%s", run->directory,
				 run->arms[arm].label,
				 endpoint->workload->name);
	char *binary = room_binary(&stage->room,
				   profiler->flavour ? profiler->flavour :
						       "plain",
				   why);
	struct capture capture = { .out = out, .binary = binary, .text = text };
	struct evidence evidence;
	int64_t start = clock_wall_ns();
	int status = binary ? dir_make(text, why) : -1;

	evidence_init(&evidence);
	check->written_bytes = dir_size(out);
	if (status == 0)
		status = profiler->read(&capture, &evidence, why);
	check->read_ns = (double)(clock_wall_ns() - start);
	if (status == 0) {
		check->samples = evidence.samples;
		check->period = evidence.period;
		check_compare(check, profiler, &evidence, endpoint->workload,
			      endpoint->args, check->requests);
		status = save_evidence(text, &evidence, why);
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

void check_measure(struct run *run, struct endpoint *endpoint, unsigned arm,
		   struct stage *stage)
{
	const struct profiler *profiler = run->arms[arm].profiler;
	struct check *check = &endpoint->cells[arm].check;
	struct reason why;
	char *out;

	*check = (struct check){ .status = CHECK_NOTHING,
				 .requests = (unsigned)run->plan.requests,
				 .samples = NAN,
				 .period = NAN };
	if (!profiler->read)
		return;
	if (profiler->requests_most && check->requests > profiler->requests_most)
		check->requests = profiler->requests_most;
	out = stage_out(stage, &why);
	if (!out || capture(run, endpoint, arm, stage, out, &why) < 0 ||
	    interpret(run, endpoint, arm, stage, out, &why) < 0)
		no_data(check, &why);
	if (stop_wanted())
		check->status = CHECK_PENDING;
	if (out)
		dir_remove(out);
	free(out);
}
