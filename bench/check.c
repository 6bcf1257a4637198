/* check.c: what a profiler reports, held against what is known. */
#include "check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/stop.h"
#include "bench/pass.h"

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

static void score(struct check *check, const struct profiler *profiler,
		  const struct evidence *evidence,
		  const struct endpoint *endpoint, const struct pass *pass)
{
	struct truth truth = { .count = 0 };
	struct score_input input = { .evidence = evidence,
				     .profiler = profiler,
				     .truth = &truth,
				     .requests = pass->requests,
				     .service_cpu_s =
					     pass_watched_s(pass, profiler) };

	endpoint->workload->truth(endpoint->args, &truth);
	memcpy(input.part_cpu_s, pass->part_cpu_s, sizeof(pass->part_cpu_s));
	score_make(&check->score, &input);
}

/* Fill the check with what EVIDENCE is worth. */
static int judge(struct check *check, const struct profiler *profiler,
		 const struct evidence *evidence,
		 const struct endpoint *endpoint, const struct pass *pass,
		 const char *text, struct reason *why)
{
	check->samples = evidence->samples;
	check->period = evidence->period;
	check_compare(check, profiler, evidence, endpoint->workload,
		      endpoint->args, pass->requests);
	score(check, profiler, evidence, endpoint, pass);
	return save_evidence(text, evidence, why);
}

void check_measure(struct run *run, struct endpoint *endpoint, unsigned arm,
		   struct stage *stage)
{
	const struct profiler *profiler = run->arms[arm].profiler;
	struct cell *cell = &endpoint->cells[arm];
	struct check *check = &cell->check;
	char *text = path_format("%s/%s/%s", run->directory,
				 run->arms[arm].label,
				 endpoint->workload->name);
	struct pass_plan plan = { .profiler = profiler,
				  .workload = endpoint->workload,
				  .args = endpoint->args,
				  .requests = (unsigned)run->plan.requests,
				  .text = text };
	struct evidence evidence;
	struct pass pass;
	struct reason why;

	if (profiler->requests_most && plan.requests > profiler->requests_most)
		plan.requests = profiler->requests_most;
	*check = (struct check){ .status = CHECK_NOTHING,
				 .requests = plan.requests,
				 .samples = NAN,
				 .period = NAN };
	if (profiler->read) {
		if (pass_measure(&pass, &plan, stage, &evidence, &why) < 0 ||
		    judge(check, profiler, &evidence, endpoint, &pass, text,
			  &why) < 0)
			no_data(check, &why);
		if (pass.requests == plan.requests)
			cell->pilot_ns = pass.latency_ns;
		check->service_cpu_ns = pass.service_cpu_s * 1e9;
		check->read_ns = pass.read_ns;
		check->written_bytes = pass.written_bytes;
		evidence_release(&evidence);
	}
	if (stop_wanted())
		check->status = CHECK_PENDING;
	free(text);
}
