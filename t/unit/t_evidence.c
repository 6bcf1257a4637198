/* t_evidence.c: finding, adding up, ordering and writing evidence. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "profilers/evidence.h"
#include "unit.h"

enum { MANY = 20000 };

static void add_function(struct evidence *evidence, const char *name,
			 double calls, double primitive, double self,
			 double total)
{
	struct evidence_function *f = evidence_function(evidence, name);

	assert_non_null(f);
	evidence_add(&f->calls, calls);
	evidence_add(&f->primitive, primitive);
	evidence_add(&f->self, self);
	evidence_add(&f->total, total);
}

static void add_site(struct evidence *evidence, const char *function, int line,
		     double allocations, double bytes)
{
	struct evidence_site *s =
		evidence_site(evidence, function, "a.c", line);

	assert_non_null(s);
	evidence_add(&s->allocations, allocations);
	evidence_add(&s->bytes, bytes);
}

UNIT(evidence_starts_with_nothing_said)
{
	struct evidence e;

	evidence_init(&e);
	assert_true(isnan(e.allocations) && isnan(e.samples) &&
		    isnan(e.period) && isnan(e.lost));
	assert_true(isnan(evidence_calls(&e, "main")));
	assert_true(isnan(evidence_allocations(&e, "main", NULL)));
	assert_true(isnan(evidence_function(&e, "main")->calls));
	assert_true(isnan(evidence_calls(&e, "main")));
	evidence_release(&e);
}

UNIT(evidence_finds_each_of_many_again)
{
	struct evidence e;
	char name[32];

	evidence_init(&e);
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < MANY; i++) {
			snprintf(name, sizeof(name), "function_%d", i % MANY);
			add_function(&e, name, i, 1, 0, 0);
			add_site(&e, "same", i, 1, i);
		}
	}
	assert_int_equal(e.function_count, MANY);
	assert_int_equal(e.site_count, MANY);
	for (int i = 0; i < MANY; i++) {
		assert_true(e.functions[i].calls == 2.0 * i);
		assert_true(e.sites[i].bytes == 2.0 * i);
	}
	evidence_release(&e);
}

UNIT(evidence_tells_sites_and_lines_apart_by_all_of_their_key)
{
	struct evidence e;

	evidence_init(&e);
	evidence_site(&e, "f", "a.c", 1);
	evidence_site(&e, "f", "a.c", 2);
	evidence_site(&e, "f", "b.c", 1);
	evidence_site(&e, "g", "a.c", 1);
	evidence_site(&e, "g", NULL, 1);
	evidence_site(&e, "f", "a.c", 1);
	evidence_line(&e, "a.c", 1);
	evidence_line(&e, "a.c", 2);
	evidence_line(&e, "a.c", 1);
	evidence_stack(&e, "a;b");
	evidence_stack(&e, "a");
	evidence_stack(&e, "a;b");
	assert_int_equal(e.site_count, 5);
	assert_int_equal(e.line_count, 2);
	assert_int_equal(e.stack_count, 2);
	evidence_release(&e);
}

UNIT(evidence_sorts_falling_and_still_finds)
{
	struct evidence e;

	evidence_init(&e);
	add_function(&e, "b", 1, 1, 2, 2);
	add_function(&e, "unsaid", NAN, NAN, NAN, NAN);
	add_function(&e, "c", 9, 1, 2, 2);
	add_function(&e, "top", 1, 1, 3, 3);
	add_function(&e, "a", 1, 1, 2, 2);
	evidence_sort(&e);
	assert_string_equal(e.functions[0].name, "top");
	assert_string_equal(e.functions[1].name, "c");
	assert_string_equal(e.functions[2].name, "a");
	assert_string_equal(e.functions[3].name, "b");
	assert_string_equal(e.functions[4].name, "unsaid");
	add_function(&e, "b", 5, 5, 0, 0);
	assert_int_equal(e.function_count, 5);
	assert_true(e.functions[3].calls == 6);
	evidence_release(&e);
}

UNIT(evidence_adds_nothing_for_nan)
{
	double sum = NAN;

	evidence_add(&sum, NAN);
	assert_true(isnan(sum));
	evidence_add(&sum, 2);
	evidence_add(&sum, NAN);
	evidence_add(&sum, 3);
	assert_true(sum == 5);
}

UNIT(evidence_answers_0_for_what_others_have_and_it_has_not)
{
	struct evidence e;
	double bytes;

	evidence_init(&e);
	add_function(&e, "counted", 7, 7, 0, 0);
	add_function(&e, "sampled", NAN, NAN, 1, 1);
	add_site(&e, "f", 1, 3, 30);
	add_site(&e, "f", 2, 4, 40);
	assert_true(evidence_calls(&e, "counted") == 7);
	assert_true(evidence_calls(&e, "sampled") == 0);
	assert_true(evidence_calls(&e, "absent") == 0);
	assert_true(evidence_allocations(&e, "f", &bytes) == 7);
	assert_true(bytes == 70);
	assert_true(evidence_allocations(&e, "g", &bytes) == 0);
	assert_true(bytes == 0);
	evidence_release(&e);
}

/* Two workers: what both have adds up, what one has is kept. */
UNIT(evidence_merges_workers)
{
	struct evidence sum, one;

	evidence_init(&sum);
	evidence_init(&one);
	one.processes = 1;
	one.unit = "seconds";
	one.samples = 10;
	one.period = 0.01;
	add_function(&one, "f", 4, 1, 0.5, 1);
	evidence_function(&one, "f")->file = strdup("f.c");
	evidence_function(&one, "f")->line = 12;
	add_site(&one, "f", 3, 2, 20);
	evidence_stack(&one, "main;f")->weight = 5;
	evidence_line(&one, "f.c", 3)->self = 1;
	evidence_line(&one, "f.c", 3)->function = strdup("f");

	assert_int_equal(evidence_merge(&sum, &one), 0);
	add_function(&one, "only_second", 1, 1, 0, 0);
	assert_int_equal(evidence_merge(&sum, &one), 0);

	assert_int_equal(sum.processes, 2);
	assert_string_equal(sum.unit, "seconds");
	assert_true(sum.samples == 20 && sum.period == 0.01);
	assert_true(isnan(sum.allocations) && isnan(sum.lost));
	assert_true(evidence_calls(&sum, "f") == 8);
	assert_true(evidence_calls(&sum, "only_second") == 1);
	assert_string_equal(sum.functions[0].file, "f.c");
	assert_int_equal(sum.functions[0].line, 12);
	assert_true(sum.sites[0].bytes == 40);
	assert_true(isnan(sum.sites[0].leaked_bytes));
	assert_true(sum.stacks[0].weight == 10);
	assert_true(sum.lines[0].self == 2 && isnan(sum.lines[0].calls));
	assert_string_equal(sum.lines[0].function, "f");

	one.period = 0.001;
	assert_int_equal(evidence_merge(&sum, &one), 0);
	assert_true(isnan(sum.period));
	evidence_release(&one);
	evidence_release(&sum);
}

UNIT(evidence_json_has_cprofile_names_and_null_for_nan)
{
	struct evidence e;
	struct json_object *json, *row;

	evidence_init(&e);
	add_function(&e, "f", 4, 2, 1, 3);
	add_function(&e, "g", NAN, NAN, 1, 1);
	json = evidence_to_json(&e);
	row = json_object_array_get_idx(json_get(json, "functions"), 0);
	assert_true(json_get_number(row, "ncalls", 0) == 4);
	assert_true(json_get_number(row, "primitive", 0) == 2);
	assert_true(json_get_number(row, "tottime", 0) == 1);
	assert_true(json_get_number(row, "percall", 0) == 0.25);
	assert_true(json_get_number(row, "cumtime", 0) == 3);
	assert_true(json_get_number(row, "percall_cum", 0) == 1.5);
	row = json_object_array_get_idx(json_get(json, "functions"), 1);
	assert_null(json_get(row, "ncalls"));
	assert_true(json_object_object_get_ex(row, "ncalls", NULL));
	json_object_put(json);
	evidence_release(&e);
}

/* A damaged .scope file had a line of 1.6 billion, which #line may say, too. */
UNIT(evidence_json_keeps_the_highest_line)
{
	struct evidence e, back;
	struct evidence_function *f;
	struct json_object *json;
	struct reason why;

	evidence_init(&e);
	evidence_init(&back);
	f = evidence_function(&e, "f");
	assert_non_null(f);
	f->line = INT_MAX;
	json = evidence_to_json(&e);
	assert_int_equal(evidence_from_json(&back, json, &why), 0);
	assert_int_equal(back.function_count, 1);
	assert_int_equal(back.functions[0].line, INT_MAX);
	json_object_put(json);
	evidence_release(&back);
	evidence_release(&e);
}

UNIT(evidence_from_json_refuses_what_is_no_evidence)
{
	static const char *const bad[] = {
		"[]",
		"3",
		"{\"functions\": 3}",
		"{\"functions\": [3]}",
		"{\"functions\": [{\"function\": null}]}",
		"{\"sites\": [{\"file\": \"a.c\"}]}",
		"{\"stacks\": [{}]}",
		"{\"lines\": [{\"line\": 3}]}",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct json_object *json = json_tokener_parse(bad[i]);
		struct reason why = { "" };
		struct evidence e;

		evidence_init(&e);
		assert_int_equal(evidence_from_json(&e, json, &why), -1);
		assert_string_not_equal(why.text, "");
		evidence_release(&e);
		json_object_put(json);
	}
}

UNIT(evidence_prints_like_cprofile)
{
	struct evidence e;
	struct buf out;

	evidence_init(&e);
	buf_init(&out);
	add_function(&e, "fib", 635621, 1, 0.5, 1.25);
	e.functions[0].file = strdup("a.c");
	e.functions[0].line = 7;
	add_function(&e, "main", NAN, NAN, 0, 1.25);
	evidence_print(&e, &out);
	assert_non_null(strstr(out.text, "635621 function calls (1 primitive "
					 "calls) in 0.500 seconds"));
	assert_non_null(strstr(out.text, " 635621/1    0.500    0.000    1.250"
					 "    1.250 a.c:7(fib)\n"));
	assert_non_null(strstr(out.text, "        -    0.000        -    1.250"
					 "        - {main}\n"));
	buf_release(&out);
	evidence_release(&e);
}

UNIT(a_sampler_is_not_said_to_have_seen_no_calls)
{
	struct evidence e;
	struct buf out;

	evidence_init(&e);
	buf_init(&out);
	add_function(&e, "fib", NAN, NAN, 0.5, 1.25);
	evidence_print(&e, &out);
	assert_null(strstr(out.text, "function calls"));
	assert_non_null(strstr(out.text, "            0.500 seconds\n"));
	buf_release(&out);
	evidence_release(&e);
}
