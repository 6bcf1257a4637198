/* t_workloads.c: what every workload promises, read off the registry. */
#include <stdio.h>
#include <string.h>

#include "unit.h"
#include "workloads/workload.h"

/* NOLINTBEGIN(bugprone-macro-parentheses): W is declared here */
#define EACH(w)                                                                \
	const struct workload *const *w = workload_begin();                    \
	w < workload_end();                                                    \
	w++
/* NOLINTEND(bugprone-macro-parentheses) */

static const struct workload *find(const char *name)
{
	const struct workload *workload = workload_by_name(name);

	assert_non_null(workload);
	return workload;
}

/* Fails the test when the result has no row of that name. */
static int64_t value_of(const struct result *result, const char *name)
{
	for (unsigned i = 0; i < result->count; i++) {
		if (strcmp(result->row[i].name, name) == 0)
			return result->row[i].value;
	}
	fail_msg("no result is called %s", name);
	return 0;
}

static bool is_known(const struct workload *workload, const char *result)
{
	const struct known *known = workload->known;

	while (known->result && strcmp(known->result, result) != 0)
		known++;
	return known->result != NULL;
}

UNIT(workload_answers_are_known)
{
	for (EACH(w)) {
		assert_non_null((*w)->known->result);
		for (const struct known *k = (*w)->known; k->result; k++) {
			struct result result = { .count = 0 };

			assert_int_equal((*w)->run(k->args, &result), 0);
			assert_int_equal(value_of(&result, k->result),
					 k->value);
		}
	}
}

/* Also at the least that the parameters allow. */
UNIT(workload_results_are_all_checked)
{
	for (EACH(w)) {
		struct result result = { .count = 0 };
		long args[PARAM_MAX] = { 0 };

		for (unsigned i = 0; i < workload_param_count(*w); i++)
			args[i] = (*w)->params[i].min;
		assert_int_equal((*w)->run(args, &result), 0);
		assert_in_range(result.count, 1, RESULT_MAX);
		for (unsigned i = 0; i < result.count; i++)
			assert_true(is_known(*w, result.row[i].name));
	}
}

UNIT(workload_runs_repeat)
{
	for (EACH(w)) {
		struct result once = { .count = 0 }, again = { .count = 0 };
		long args[PARAM_MAX];

		workload_defaults(*w, args);
		assert_int_equal((*w)->run(args, &once), 0);
		assert_int_equal((*w)->run(args, &again), 0);
		assert_int_equal(once.count, again.count);
		for (unsigned i = 0; i < once.count; i++)
			assert_int_equal(once.row[i].value,
					 again.row[i].value);
	}
}

UNIT(workload_names_are_unique)
{
	for (EACH(a)) {
		assert_ptr_equal(workload_by_name((*a)->name), *a);
		assert_ptr_equal(workload_by_path((*a)->path), *a);
		assert_int_equal((*a)->path[0], '/');
		assert_true(strlen((*a)->summary) > 0);
	}
	assert_null(workload_by_name("no such"));
	assert_null(workload_by_name(""));
	assert_null(workload_by_path("/cpu"));
}

UNIT(workload_defaults_are_in_range)
{
	for (EACH(w)) {
		unsigned count = workload_param_count(*w);
		long args[PARAM_MAX];

		assert_in_range(count, 0, PARAM_MAX);
		workload_defaults(*w, args);
		for (unsigned i = 0; i < count; i++) {
			assert_true(args[i] >= (*w)->params[i].min);
			assert_true(args[i] <= (*w)->params[i].max);
			assert_true(strlen((*w)->params[i].help) > 0);
		}
		for (unsigned i = count; i < PARAM_MAX; i++)
			assert_int_equal(args[i], 0);
	}
}

static void assert_takes(const struct workload *workload,
			 const struct param *param, long value)
{
	long args[PARAM_MAX];
	struct reason why;
	char text[32];

	workload_defaults(workload, args);
	snprintf(text, sizeof(text), "%ld", value);
	assert_int_equal(workload_set(workload, param->name, text, args, &why),
			 0);
	assert_int_equal(args[param - workload->params], value);
}

/* Refused with the whole sentence, and no argument touched. */
static void assert_refuses(const struct workload *workload,
			   const struct param *param, const char *text)
{
	long before[PARAM_MAX], after[PARAM_MAX];
	char sentence[256];
	struct reason why;

	workload_defaults(workload, before);
	workload_defaults(workload, after);
	snprintf(sentence, sizeof(sentence),
		 "parameter \"%s\" must be an integer from %ld to %ld, "
		 "not \"%s\"",
		 param->name, param->min, param->max, text);
	assert_int_equal(workload_set(workload, param->name, text, after, &why),
			 -1);
	assert_string_equal(why.text, sentence);
	assert_memory_equal(before, after, sizeof(before));
}

UNIT(workload_params_are_strict)
{
	static const char *const bad[] = {
		"",	"abc", " 1",  "1 ", "+1",
		"1e3",	"0x1", "1.0", "-",  "--1",
		"1\n2", "１",  "99999999999999999999", "-99999999999999999999",
	};

	for (EACH(w)) {
		const struct param *p = (*w)->params;
		char text[32];

		for (; p && p->name; p++) {
			assert_takes(*w, p, p->min);
			assert_takes(*w, p, p->max);
			snprintf(text, sizeof(text), "%ld", p->min - 1);
			assert_refuses(*w, p, text);
			snprintf(text, sizeof(text), "%ld", p->max + 1);
			assert_refuses(*w, p, text);
			for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
				assert_refuses(*w, p, bad[i]);
		}
	}
}

UNIT(workload_unknown_param_names_the_others)
{
	long args[PARAM_MAX] = { 0 };
	struct reason why;
	char text[1000];

	assert_int_equal(workload_set(find("memory"), "size", "1", args, &why),
			 -1);
	assert_string_equal(why.text, "unknown parameter \"size\"; memory "
				      "takes num_lists, list_size");
	assert_int_equal(workload_set(find("health"), "n", "1", args, &why),
			 -1);
	assert_string_equal(why.text,
			    "unknown parameter \"n\"; health takes none");
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(workload_set(find("primes"), text, "1", args, &why),
			 -1);
	assert_non_null(strstr(why.text, "x\"; primes takes limit"));
}
