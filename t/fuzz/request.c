/* request.c: paths and query strings, as anybody may send them. */
#include <stdlib.h>
#include <string.h>

#include "fcgi/query.h"
#include "base/request.h"
#include "bench/question.h"
#include "fuzz.h"

/* All arguments are in range, or the problem says what is wrong. */
static void check_query(const struct workload *workload, const char *query)
{
	long args[PARAM_MAX];
	struct json_object *problem = query_parse(workload, query, args);

	for (const struct param *p = workload->params; p && p->name; p++) {
		long arg = args[p - workload->params];

		check(arg >= p->min && arg <= p->max);
	}
	check(!problem ||
	      json_object_object_get_ex(problem, "detail", NULL));
	json_object_put(problem);
}

/* As a gateway hands it over, with the path in one variable or the other. */
static const char *variable(const char *name, void *data)
{
	const char *path = data;

	if (strcmp(name, *path == 'x' ? "PATH_INFO" : "DOCUMENT_URI") == 0)
		return path;
	return strcmp(name, "QUERY_STRING") == 0 ? path + strlen(path) + 1 :
						   NULL;
}

/* "PATH?QUERY" */
FUZZ(request, "request/*.txt")
{
	char *copy = calloc(length + 2, 1);
	struct request request;
	const char *route;
	char *mark;

	check(copy);
	memcpy(copy, text, length);
	mark = strchr(copy, '?');
	if (mark)
		*mark = '\0';
	request_from_cgi(&request, variable, copy);
	route = request_route(request.path);
	check(strlen(route) <= strlen(request.path));
	for (const struct workload *const *w = workload_begin();
	     w < workload_end(); w++) {
		if (!workload_by_path(route) || workload_by_path(route) == *w)
			check_query(*w, mark ? mark + 1 : copy);
	}
	free(copy);
}

/* What a supervisor is asked about its profiler. */
FUZZ(question, "question/*.txt")
{
	char *copy = strndup(text, length);
	struct question question = { .only = NULL };
	struct json_object *problem;

	check(copy);
	problem = question_parse(&question, copy);
	check(!problem ||
	      json_object_object_get_ex(problem, "detail", NULL));
	json_object_put(problem);
	free(copy);
}
