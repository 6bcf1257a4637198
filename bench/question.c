/* question.c: what somebody wants to know of a profiler, from a query string. */
#include "question.h"

#include <string.h>

#include "base/json.h"
#include "base/pair.h"
#include "base/reply.h"

static struct json_object *bad_pair(const char *kind, const struct pair *pair,
				    const char *detail)
{
	struct json_object *problem = problem_new(kind, 400, detail);

	json_set_text(problem, "parameter", pair->name);
	json_set_text(problem, "got", pair->value);
	return problem;
}

static struct json_object *endpoint_names(void)
{
	struct json_object *names = json_object_new_array();

	for (const struct workload *const *w = workload_begin();
	     w < workload_end(); w++)
		json_object_array_add(names,
				      json_object_new_string((*w)->name));
	return names;
}

static struct json_object *bad_endpoint(const struct pair *pair)
{
	struct json_object *problem = bad_pair("parameter-invalid", pair,
					       "there is no such endpoint");

	json_set(problem, "allowed", endpoint_names());
	return problem;
}

static struct json_object *set_pair(struct question *question,
				    const struct pair *pair, bool *seen)
{
	static const char *const names[] = { "endpoint", "format" };
	size_t which = 0;

	while (which < 2 && strcmp(pair->name, names[which]) != 0)
		which++;
	if (which == 2)
		return bad_pair("parameter-unknown", pair,
				"the parameters are endpoint and format");
	if (seen[which])
		return bad_pair("parameter-repeated", pair,
				"a parameter was given twice");
	seen[which] = true;
	if (which == 0) {
		question->only = workload_by_name(pair->value);
		return question->only ? NULL : bad_endpoint(pair);
	}
	question->text = strcmp(pair->value, "text") == 0;
	if (question->text || strcmp(pair->value, "json") == 0)
		return NULL;
	return bad_pair("parameter-invalid", pair, "format is json or text");
}

struct json_object *question_parse(struct question *question,
				   const char *query)
{
	struct json_object *problem = NULL;
	bool seen[2] = { false, false };
	struct pair pair;
	int got;

	while (!problem && (got = pair_next(&query, &pair)) != 0)
		problem = got < 0 ? pair_malformed(&pair) :
				    set_pair(question, &pair, seen);
	return problem;
}
