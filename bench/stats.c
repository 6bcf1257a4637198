/* stats.c: what a profiler knows just now, as a reply to a request. */
#include "stats.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "bench/question.h"

static void answer_never(const struct profiler *profiler, struct reply *reply)
{
	struct json_object *others = json_object_new_array();
	struct json_object *problem;
	struct reason why;

	reason_set(&why, "%s cannot say what it knows while it runs: %s",
		   profiler->name, profiler_why_not_live(profiler));
	problem = problem_new("not-live", 501, why.text);
	for (const struct profiler *const *p = profiler_begin();
	     p < profiler_end(); p++) {
		if (!profiler_why_not_live(*p))
			json_object_array_add(
				others, json_object_new_string((*p)->name));
	}
	json_set_text(problem, "profiler", profiler->name);
	json_set(problem, "profilers", others);
	reply_problem(reply, 501, problem);
}

static void answer_unavailable(const struct reason *why, struct reply *reply)
{
	struct json_object *problem = problem_new("unavailable", 503, why->text);

	json_set_int(problem, "waited_at_most_s", FINDINGS_PATIENCE_S);
	reply_problem(reply, 503, problem);
}

static void answer_live(const struct findings_source *source,
			const struct question *question, struct reply *reply)
{
	struct findings *findings = calloc(1, sizeof(*findings));
	struct reason why;

	if (!findings) {
		reason_set(&why, "no memory for what is known");
		answer_unavailable(&why, reply);
		return;
	}
	if (findings_take(findings, source, question->only, &why) < 0) {
		answer_unavailable(&why, reply);
	} else if (question->text) {
		reply->content_type = "text/plain; charset=utf-8";
		findings_print(findings, &reply->body);
	} else {
		reply_json(reply, 200, findings_json(findings));
	}
	findings_release(findings);
	free(findings);
}

void stats_answer(const struct findings_source *source,
		  const struct request *request, struct reply *reply)
{
	struct question question = { 0 };
	struct json_object *problem;

	reply->no_body = strcmp(request->method, "HEAD") == 0;
	if (!reply->no_body && strcmp(request->method, "GET") != 0) {
		reply_wrong_method(reply, request->method);
		return;
	}
	problem = question_parse(&question, request->query);
	if (problem)
		reply_problem(reply, 400, problem);
	else if (profiler_why_not_live(source->profiler))
		answer_never(source->profiler, reply);
	else
		answer_live(source, &question, reply);
}
