/* query.c: a query string, strictly: every word known, given once, and in range. */
#include "query.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "fcgi/reply.h"

/* One name=value of a query string, decoded. */
struct pair {
	char name[QUERY_WORD_MAX];
	char value[QUERY_WORD_MAX];
};

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int query_decode(const char *text, size_t length, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < length; i++) {
		int c = (unsigned char)text[i];

		if (c == '+') {
			c = ' ';
		} else if (c == '%') {
			int high = i + 2 < length ? hex_digit(text[i + 1]) : -1;
			int low = high < 0 ? -1 : hex_digit(text[i + 2]);

			if (low < 0)
				return -1;
			c = high * 16 + low;
			i += 2;
		}
		if (c < ' ' || c >= 0x7f || n + 1 == QUERY_WORD_MAX)
			return -1;
		out[n++] = (char)c;
	}
	out[n] = '\0';
	return 0;
}

/* Both are set, to "" where they cannot be decoded: then -1. */
static int pair_parse(struct pair *pair, const char *text, size_t length)
{
	const char *equals = memchr(text, '=', length);
	size_t name = equals ? (size_t)(equals - text) : length;
	int status = 0;

	pair->value[0] = '\0';
	if (query_decode(text, name, pair->name) < 0) {
		pair->name[0] = '\0';
		status = -1;
	}
	if (equals &&
	    query_decode(equals + 1, length - name - 1, pair->value) < 0) {
		pair->value[0] = '\0';
		status = -1;
	}
	return status;
}

static const struct param *find_param(const struct workload *workload,
				      const char *name)
{
	for (const struct param *p = workload->params; p && p->name; p++) {
		if (strcmp(p->name, name) == 0)
			return p;
	}
	return NULL;
}

/* KIND of problem, with what was expected where that is known. */
static struct json_object *bad_pair(const struct workload *workload,
				    const char *kind, const struct pair *pair,
				    const char *detail)
{
	const struct param *param = find_param(workload, pair->name);
	struct json_object *problem = problem_new(kind, 400, detail);

	json_set_text(problem, "parameter", pair->name);
	json_set_text(problem, "got", pair->value);
	if (param) {
		json_set_int(problem, "minimum", param->min);
		json_set_int(problem, "maximum", param->max);
		json_set_int(problem, "default", param->fallback);
	}
	return problem;
}

static struct json_object *malformed(const struct workload *workload,
				     const struct pair *pair)
{
	struct json_object *problem;
	struct reason why;

	reason_set(&why,
		   "parameter \"%s\" has a malformed escape, a character that "
		   "is not printable ASCII, or more than %d characters",
		   pair->name, QUERY_WORD_MAX - 1);
	problem = bad_pair(workload, "query-malformed", pair, why.text);
	/* What came cannot be shown, for it cannot be decoded. */
	json_object_object_del(problem, "got");
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
	unsigned seen = 0;

	workload_defaults(workload, args);
	while (*query && !problem) {
		size_t length = strcspn(query, "&");
		struct pair pair;

		if (length && pair_parse(&pair, query, length) < 0)
			problem = malformed(workload, &pair);
		else if (length)
			problem = set_pair(workload, &pair, args, &seen);
		query += length + (query[length] == '&');
	}
	return problem;
}
