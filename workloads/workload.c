/* workload.c: finds workloads, reads their parameters, keeps their answers. */
#include "workload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/option.h"

REGISTRY(workload);

const struct workload *const *workload_begin(void)
{
	return REGISTRY_BEGIN(workload);
}

const struct workload *const *workload_end(void)
{
	return REGISTRY_END(workload);
}

const struct workload *workload_by_name(const char *name)
{
	for (const struct workload *const *w = workload_begin();
	     w < workload_end(); w++) {
		if (strcmp((*w)->name, name) == 0)
			return *w;
	}
	return NULL;
}

const struct workload *workload_by_path(const char *path)
{
	for (const struct workload *const *w = workload_begin();
	     w < workload_end(); w++) {
		if (strcmp((*w)->path, path) == 0)
			return *w;
	}
	return NULL;
}

unsigned workload_param_count(const struct workload *workload)
{
	unsigned count = 0;

	while (workload->params && workload->params[count].name)
		count++;
	return count;
}

void workload_defaults(const struct workload *workload, long *args)
{
	unsigned count = workload_param_count(workload);

	for (unsigned i = 0; i < PARAM_MAX; i++)
		args[i] = i < count ? workload->params[i].fallback : 0;
}

/* The names may come from the network: quote no more of one than this. */
enum { QUOTE_MAX = 64 };

static int unknown_param(const struct workload *workload, const char *name,
			 struct reason *why)
{
	unsigned count = workload_param_count(workload);
	char names[256] = "";

	for (unsigned i = 0; i < count; i++) {
		size_t used = strlen(names);

		snprintf(names + used, sizeof(names) - used, "%s%s",
			 i ? ", " : "", workload->params[i].name);
	}
	return reason_set(why, "unknown parameter \"%.*s\"; %s takes %s",
			  QUOTE_MAX, name, workload->name,
			  count ? names : "none");
}

static const struct param *find_param(const struct workload *workload,
				      const char *name)
{
	const struct param *param = workload->params;

	for (; param && param->name; param++) {
		if (strcmp(param->name, name) == 0)
			return param;
	}
	return NULL;
}

int workload_set(const struct workload *workload, const char *name,
		 const char *text, long *args, struct reason *why)
{
	const struct param *param = find_param(workload, name);
	long value;

	if (!param)
		return unknown_param(workload, name, why);
	if (parse_long(text, &value) < 0 || value < param->min ||
	    value > param->max)
		return reason_set(why,
				  "parameter \"%s\" must be an integer from "
				  "%ld to %ld, not \"%.*s\"",
				  name, param->min, param->max, QUOTE_MAX,
				  text);
	args[param - workload->params] = value;
	return 0;
}

/* Is one of the first COUNT words of the name that WORD has? */
static bool named_before(const char *word, size_t length, int count,
			 char **words)
{
	for (int i = 0; i < count; i++) {
		if (strncmp(words[i], word, length + 1) == 0)
			return true;
	}
	return false;
}

int workload_set_words(const struct workload *workload, int count,
		       char **words, long *args, struct reason *why)
{
	workload_defaults(workload, args);
	for (int i = 0; i < count; i++) {
		char name[64];
		size_t length = strcspn(words[i], "=");

		if (words[i][length] != '=' || length >= sizeof(name))
			return reason_set(why, "expected NAME=VALUE, not \"%s\"",
					  words[i]);
		memcpy(name, words[i], length);
		name[length] = '\0';
		if (named_before(words[i], length, i, words))
			return reason_set(why,
					  "parameter \"%s\" was given twice",
					  name);
		if (workload_set(workload, name, words[i] + length + 1, args,
				 why) < 0)
			return -1;
	}
	return 0;
}

void result_add(struct result *result, const char *name, int64_t value)
{
	if (result->count >= RESULT_MAX)
		abort(); /* a workload that contradicts workload.h */
	result->row[result->count].name = name;
	result->row[result->count++].value = value;
}

void result_clock(struct result *result, const char *part, int64_t cpu_ns)
{
	if (result->clock_count >= CLOCK_MAX)
		abort(); /* as above */
	result->clock[result->clock_count].part = part;
	result->clock[result->clock_count++].cpu_ns = cpu_ns;
}
