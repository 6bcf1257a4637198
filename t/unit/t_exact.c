/*
 * t_exact.c: every profiler, as in a bench: behind nginx, stopped, read, compared.
 */
#include <stdlib.h>

#include "base/file.h"
#include "base/json.h"
#include "bench/check.h"
#include "bench/stage.h"
#include "client/client.h"
#include "scratch.h"
#include "unit.h"

enum { REQUESTS = 3 };

static void add_yardsticks(struct run *run)
{
	static const struct {
		const char *name;
		long arg0, arg1;
	} rows[] = { { "truth_split", 25, 1000 },
		     { "truth_stack", 16, 50000 },
		     { "truth_alloc", 100, 1024 },
		     { "truth_noop", 0, 0 } };
	struct reason why;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct endpoint *added = &run->endpoints[run->endpoint_count];

		assert_int_equal(run_add_endpoint(
					 run, workload_by_name(rows[i].name),
					 &why),
				 0);
		added->args[0] = rows[i].arg0;
		added->args[1] = rows[i].arg1;
	}
}

/* Small enough for a simulator, and for a trap at each call. */
static void add_endpoints(struct run *run)
{
	struct reason why;

	assert_int_equal(run_add_endpoint(run, workload_by_name("fibonacci"),
					  &why),
			 0);
	assert_int_equal(run_add_endpoint(run, workload_by_name("memory"),
					  &why),
			 0);
	assert_int_equal(run_add_endpoint(run, workload_by_name("health"),
					  &why),
			 0);
	assert_int_equal(run_add_endpoint(run, workload_by_name("io"), &why),
			 0);
	run->endpoints[3].args[0] = 5;
	run->endpoints[0].args[0] = 12;
	run->endpoints[1].args[0] = 2;
	run->endpoints[1].args[1] = 100;
	add_yardsticks(run);
}

/* Each profiler that works here becomes an arm; none is left out in silence. */
static void add_arms(struct run *run)
{
	struct reason why;

	for (const struct profiler *const *p = profiler_begin();
	     p < profiler_end(); p++) {
		if (!(*p)->read)
			continue;
		if (profiler_probe(*p, &why) < 0)
			print_message("%s is not tested: %s\n", (*p)->name,
				      why.text);
		else if (run_add_arm(run, ROLE_MEASURED, *p, 0, &why) < 0)
			fail_msg("%s", why.text);
	}
}

static void expect_right(const struct run *run, const struct endpoint *endpoint,
			 unsigned arm)
{
	const struct profiler *profiler = run->arms[arm].profiler;
	const struct check *check = &endpoint->cells[arm].check;
	bool counts = profiler->answers &
		      (ANSWER_CALLS | ANSWER_ALLOCATIONS);
	enum check_status want = counts ? CHECK_EXACT : CHECK_NOTHING;

	if (check->status == want ||
	    (profiler->estimates && check->status == CHECK_ESTIMATE))
		return;
	for (unsigned i = 0; i < check->row_count; i++)
		print_message("%s: %.0f %s, not %.0f\n",
			      check->rows[i].function, check->rows[i].reported,
			      check->rows[i].what, check->rows[i].expected);
	fail_msg("%s on %s: %s, not %s%s%s", profiler->name,
		 endpoint->workload->name, check_status_name(check->status),
		 check_status_name(want),
		 check->status == CHECK_NO_DATA ? ": " : "",
		 check->status == CHECK_NO_DATA ? check->why.text : "");
}

/* The files of /io: each is made, read, removed; in a directory of the request. */
static void expect_system_calls(const struct run *run, unsigned arm)
{
	static const struct {
		const char *name;
		double calls;
	} known[] = { { "unlinkat", 5 * REQUESTS },
		      { "mkdir", REQUESTS },
		      { "rmdir", REQUESTS } };
	char *path = path_format("%s/%s/io/evidence.json", run->directory,
				 run->arms[arm].label);
	struct json_object *json;
	struct evidence e;
	struct reason why;

	evidence_init(&e);
	json = json_read(path, &why);
	if (!json || evidence_from_json(&e, json, &why) < 0)
		fail_msg("%s", why.text);
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (evidence_calls(&e, known[i].name) != known[i].calls)
			fail_msg("%.0f times %s, not %.0f",
				 evidence_calls(&e, known[i].name),
				 known[i].name, known[i].calls);
	json_object_put(json);
	evidence_release(&e);
	free(path);
}

UNIT(profilers_are_exact_over_real_requests)
{
	struct run *run = calloc(1, sizeof(*run));
	struct reader reader = { 0 };
	struct stage stage;
	struct scratch s;
	struct reason why;

	scratch_init(&s, NULL);
	run->directory = s.dir;
	run->plan.requests = REQUESTS;
	add_endpoints(run);
	add_arms(run);
	assert_int_equal(client_global_init(&why), 0);
	if (stage_open(&stage, 1, false, 1, &why) < 0)
		fail_msg("%s", why.text);
	for (unsigned e = 0; e < run->endpoint_count; e++) {
		for (unsigned a = 0; a < run->arm_count; a++) {
			check_begin(run, &run->endpoints[e], a, &stage,
				    &reader);
			reader_wait(&reader);
			expect_right(run, &run->endpoints[e], a);
			if (e == 3 && run->arms[a].profiler->answers &
					      ANSWER_SYSCALLS)
				expect_system_calls(run, a);
		}
	}
	stage_close(&stage);
	run->directory = NULL;
	run_release(run);
	free(run);
	scratch_release(&s);
}
