/* answer.c: from a request to its reply, whoever carries them. */
#include "answer.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/jot.h"
#include "base/json.h"
#include "base/version.h"
#include "fcgi/describe.h"
#include "fcgi/query.h"
#include "workloads/delay.h"

static void answer_unknown_path(const struct app *app, const char *path,
				struct reply *reply)
{
	struct json_object *problem =
		problem_new("not-found", 404, "there is no such endpoint");
	struct json_object *paths = json_object_new_array();

	for (const struct workload *const *w = workload_begin();
	     w < workload_end(); w++) {
		if (!app->only || app->only == *w)
			json_object_array_add(
				paths, json_object_new_string((*w)->path));
	}
	json_set_text(problem, "instance", path);
	json_set(problem, "endpoints", paths);
	reply_problem(reply, 404, problem);
}

/* The machine let us down: the request was right, and may work later. */
static void answer_failed(int error, struct reply *reply)
{
	int status = error == ENOSPC || error == EDQUOT ? 507 :
		     error == ENOMEM || error == EMFILE || error == ENFILE ||
				     error == EROFS || error == EACCES ?
							  503 :
							  500;

	reply_problem(reply, status,
		      problem_new("workload-failed", status, strerror(error)));
}

/*
 * Burn SHARE of the time that has passed since START, and say how much it was: a cost
 * whose size is known, by which the bench judges itself.
 */
static int64_t waste(double share, int64_t start)
{
	int64_t from = clock_wall_ns();
	int64_t until = from + (int64_t)(share * (double)(from - start));
	int64_t now = from;

	while (now < until)
		now = clock_wall_ns();
	return now - from;
}

/* What the program's own clocks say of the parts of its truth. */
static void keep_clocks(const struct result *result, struct reply *reply)
{
	_Static_assert((int)REPLY_CLOCK_MAX >= (int)CLOCK_MAX,
		       "a reply has room for all clocks");
	reply->clock_count = result->clock_count;
	for (unsigned i = 0; i < result->clock_count; i++) {
		reply->clock[i].name = result->clock[i].part;
		reply->clock[i].ns = result->clock[i].cpu_ns;
	}
}

static void describe_clocks(const struct reply *reply, struct buf *body)
{
	if (!reply->clock_count)
		return;
	jot_open(body, "parts_cpu_ns", '{');
	for (unsigned i = 0; i < reply->clock_count; i++)
		jot_int(body, reply->clock[i].name, reply->clock[i].ns);
	jot_close(body, '}');
}

/* Straight into the body: this is on the path that is measured. */
static void describe_reply(const struct app *app,
			   const struct workload *workload, const long *args,
			   const struct result *result, struct reply *reply)
{
	struct buf *body = &reply->body;

	jot_open(body, NULL, '{');
	jot_text(body, "endpoint", workload->name);
	jot_text(body, "path", workload->path);
	jot_text(body, "profiler", app->profiler);
	jot_text(body, "version", TARE_VERSION);
	jot_int(body, "pid", getpid());
	jot_open(body, "timing", '{');
	jot_int(body, "wall_ns", reply->wall_ns);
	jot_int(body, "cpu_ns", reply->cpu_ns);
	describe_clocks(reply, body);
	jot_close(body, '}');
	describe_answer(body, workload, args, result);
	jot_close(body, '}');
	buf_adds(body, "\n");
}

static void answer_workload(const struct app *app,
			    const struct workload *workload, const long *args,
			    struct reply *reply)
{
	struct result result = { 0 };
	int64_t wall = clock_wall_ns();
	int64_t cpu = clock_ns(CLOCK_THREAD_CPUTIME_ID);

	if (workload->run(args, &result) < 0) {
		answer_failed(errno, reply);
		return;
	}
	if (app->inject >= 0)
		reply->injected_ns = waste(app->inject, wall);
	reply->cpu_ns = clock_ns(CLOCK_THREAD_CPUTIME_ID) - cpu;
	reply->wall_ns = clock_wall_ns() - wall;
	keep_clocks(&result, reply);
	describe_reply(app, workload, args, &result, reply);
}

void answer(const struct app *app, const struct request *request,
	    struct reply *reply)
{
	const char *route = request_route(request->path);
	const struct workload *workload = workload_by_path(route);
	long args[PARAM_MAX];
	struct json_object *problem;
	struct reason why;

	reply->no_body = strcmp(request->method, "HEAD") == 0;
	if (!workload || (app->only && app->only != workload)) {
		answer_unknown_path(app, request->path, reply);
		return;
	}
	if (!reply->no_body && strcmp(request->method, "GET") != 0) {
		reply_wrong_method(reply, request->method);
		return;
	}
	problem = query_parse(workload, request->query, args);
	if (!problem && delay_set(workload, request->delay, &why) < 0)
		problem = problem_new("delay-invalid", 400, why.text);
	if (problem)
		reply_problem(reply, 400, problem);
	else
		answer_workload(app, workload, args, reply);
}
