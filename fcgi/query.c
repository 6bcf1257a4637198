/* query.c: a query string, strictly: every word known, given once, and in range. */
#include "query.h"

#include <string.h>

#include "base/json.h"
#include "base/pair.h"
#include "base/reply.h"

static const struct param *find_param(const struct workload *workload,
				      const char *name)
{
	for (const struct param *p = workload->params; p && p->name; p++) {
		if (strcmp(p->name, name) == 0)
			return p;
	}
	return NULL;
}

/* What was expected, where that is known. */
static void expected(struct json_object *problem,
		     const struct workload *workload, const struct pair *pair)
{
	const struct param *param = find_param(workload, pair->name);

	if (!param)
		return;
	json_set_int(problem, "minimum", param->min);
	json_set_int(problem, "maximum", param->max);
	json_set_int(problem, "default", param->fallback);
}

static struct json_object *bad_pair(const struct workload *workload,
				    const char *kind, const struct pair *pair,
				    const char *detail)
{
	struct json_object *problem = problem_new(kind, 400, detail);

	json_set_text(problem, "parameter", pair->name);
	json_set_text(problem, "got", pair->value);
	expected(problem, workload, pair);
	return problem;
}

static struct json_object *malformed(const struct workload *workload,
				     const struct pair *pair)
{
	struct json_object *problem = pair_malformed(pair);

	expected(problem, workload, pair);
	return problem;
}

static struct json_object *set_pair(const struct workload *workload,
				    const struct pair *pair, long *args,
				    unsigned *seen)
{
	const struct param *param = find_param(workload, pair->name);
	struct reason why;

	if (param) {
		unsigned bit = 1U << (param - workload->params);

		if (*seen & bit) {
			reason_set(&why, "parameter \"%s\" was given twice",
				   pair->name);
			return bad_pair(workload, "parameter-repeated", pair,
					why.text);
		}
		*seen |= bit;
	}
	if (workload_set(workload, pair->name, pair->value, args, &why) == 0)
		return NULL;
	return bad_pair(workload,
			param ? "parameter-invalid" : "parameter-unknown", pair,
			why.text);
}

struct json_object *query_parse(const struct workload *workload,
				const char *query, long *args)
{
	struct json_object *problem = NULL;
	struct pair pair;
	unsigned seen = 0;
	int got;

	workload_defaults(workload, args);
	while (!problem && (got = pair_next(&query, &pair)) != 0)
		problem = got < 0 ?
				  malformed(workload, &pair) :
				  set_pair(workload, &pair, args, &seen);
	return problem;
}
