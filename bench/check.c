/* check.c: what a profiler reports, held against what is known. */
#include "check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/stop.h"
#include "bench/pass.h"
#include "bench/roster.h"
#include "export/form.h"

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

/* How the samples were taken, if it takes any, WATCHED_S long. */
static void note_samples(struct check *check, const struct evidence *evidence,
			 double watched_s)
{
	bool timed = evidence->unit &&
		     strncmp(evidence->unit, "seconds", 7) == 0;

	check->samples = evidence->samples;
	check->period = evidence->period;
	check->yield = timed ? evidence->samples * evidence->period / watched_s :
			       NAN;
	check->lost = evidence->lost;
	check->unknown = evidence->unknown;
	check->truncated = evidence->truncated;
	snprintf(check->note, sizeof(check->note), "%s",
		 evidence->note ? evidence->note : "");
}

/* A cell's pass, first half done, to be read. */
struct job {
	struct pass_plan plan;
	struct pass pass;
	const struct stage *stage;
	char *out;
};

static void score(struct check *check, const struct job *job,
		  const struct evidence *evidence)
{
	const struct pass *pass = &job->pass;
	const struct profiler *profiler = job->plan.profiler;
	struct truth truth = { .count = 0 };
	struct score_input input = { .evidence = evidence,
				     .profiler = profiler,
				     .truth = &truth,
				     .requests = pass->requests,
				     .service_cpu_s =
					     pass_watched_s(pass, profiler) };

	job->plan.workload->truth(job->plan.args, &truth);
	memcpy(input.part_cpu_s, pass->part_cpu_s, sizeof(pass->part_cpu_s));
	score_make(&check->score, &input);
}

/* Fill the check with what EVIDENCE is worth, and keep it. */
static int judge(struct check *check, const struct job *job,
		 const struct evidence *evidence, struct reason *why)
{
	const struct pass_plan *plan = &job->plan;

	note_samples(check, evidence,
		     pass_watched_s(&job->pass, plan->profiler));
	check_compare(check, plan->profiler, evidence, plan->workload,
		      plan->args, job->pass.requests);
	score(check, job, evidence);
	if (evidence_save(evidence, plan->text, why) < 0)
		return -1;
	return form_save_all(plan->text, plan->profiler->name,
			     plan->workload->name, evidence, why);
}

static void read_job(struct check *check, void *data)
{
	struct job *job = data;
	struct evidence evidence;
	struct reason why;

	if (pass_read(&job->pass, &job->plan, job->stage, job->out, &evidence,
		      &why) < 0 ||
	    judge(check, job, &evidence, &why) < 0)
		no_data(check, &why);
	check->read_ns = job->pass.read_ns;
	evidence_release(&evidence);
	dir_remove(job->out);
}

/* Serve the requests, and note in CELL what that took. */
static int capture(struct cell *cell, struct job *job, struct stage *stage,
		   const struct plan *plan, struct reason *why)
{
	struct check *check = &cell->check;
	struct pass *pass = &job->pass;
	int status = pass_capture(pass, &job->plan, stage, job->out, why);

	check->start_ns = pass->start_ns;
	check->attach_ns = pass->attach_ns;
	check->serve_ns = pass->serve_ns;
	check->stop_ns = pass->stop_ns;
	check->service_cpu_ns = pass->service_cpu_s * 1e9;
	check->written_bytes = pass->written_bytes;
	if (status == 0) {
		check->requests = pass->requests;
		cell->pilot_ns = pass->latency_ns;
	}
	cell->cost_s = cost_of(plan, check, cell->pilot_ns);
	return status;
}

static void check_clear(struct check *check, unsigned requests)
{
	*check = (struct check){ .status = CHECK_NOTHING,
				 .requests = requests,
				 .samples = NAN,
				 .period = NAN,
				 .yield = NAN,
				 .lost = NAN,
				 .unknown = NAN,
				 .truncated = NAN };
}

static unsigned requests_of(const struct run *run,
			    const struct profiler *profiler)
{
	unsigned requests = (unsigned)run->plan.requests;

	return profiler->requests_most && requests > profiler->requests_most ?
		       profiler->requests_most :
		       requests;
}

void check_begin(struct run *run, struct endpoint *endpoint, unsigned arm,
		 struct stage *stage, struct reader *reader)
{
	const struct profiler *profiler = run->arms[arm].profiler;
	struct cell *cell = &endpoint->cells[arm];
	char *text = path_format("%s/%s/%s", run->directory,
				 run->arms[arm].label,
				 endpoint->workload->name);
	struct job job = { .plan = { .profiler = profiler,
				     .workload = endpoint->workload,
				     .args = endpoint->args,
				     .requests = requests_of(run, profiler),
				     .limit_s = run->plan.evidence_s,
				     .text = text },
			   .stage = stage };
	struct reason why;

	check_clear(&cell->check, job.plan.requests);
	job.out = profiler->read ? stage_out(stage, profiler, &why) : NULL;
	if (job.out && capture(cell, &job, stage, &run->plan, &why) == 0) {
		reader_start(reader, &cell->check, read_job, &job);
	} else if (profiler->read) {
		no_data(&cell->check, &why);
		if (job.out)
			dir_remove(job.out);
	}
	if (stop_wanted())
		cell->check.status = CHECK_PENDING;
	free(job.out);
	free(text);
}
