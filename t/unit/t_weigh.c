/* t_weigh.c: from the requests of a block to its values, and from runs to differences. */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_statistics_double.h>
#include <stdlib.h>
#include <string.h>

#include "bench/check.h"
#include "bench/compare.h"
#include "bench/tally.h"
#include "stats/quantile.h"
#include "stats/welch.h"
#include "unit.h"

static void add(struct tally *tally, size_t round, int64_t latency)
{
	struct timing timing = { latency, latency / 2, -1, -1 };

	tally_add(tally, round, &timing, (double)latency / 4);
}

/* Half of the block runs at half speed: the pairs do not see it. */
UNIT(pairs_are_immune_to_a_change_of_speed)
{
	struct tally plain, tool;
	struct sample sample = { 0 };

	assert_int_equal(tally_init(&plain, 20), 0);
	assert_int_equal(tally_init(&tool, 20), 0);
	for (size_t i = 0; i < 20; i++) {
		int64_t speed = i < 10 ? 1 : 2;

		add(&plain, i, 1000 * speed);
		add(&tool, i, 1100 * speed);
	}
	assert_int_equal(tally_summarize(&tool, &plain, &sample), 0);
	assert_int_equal(sample.requests, 20);
	assert_true(fabs(sample.pair_latency - log(1.1)) < 1e-12);
	assert_true(fabs(sample.pair_service_cpu - log(1.1)) < 1e-12);
	assert_true(fabs(sample.median_ns - 1650) < 1e-9);
	/* What the replies did not say stays unknown. */
	assert_true(isnan(sample.handler_cpu_ns));
	assert_true(isnan(sample.pair_handler_cpu));
	tally_release(&plain);
	tally_release(&tool);
}

/* Requests of a fast and a slow kind, as on a core that is shared with a neighbour. */
static void add_mixed(struct tally *tally, size_t round, gsl_rng *random)
{
	double slow = gsl_rng_uniform(random) < 0.4 ? 1.02 : 1;
	double noise = exp(gsl_ran_gaussian_ziggurat(random, 0.002));

	add(tally, round, (int64_t)(1e9 * slow * noise));
}

static double same_round_median(const struct tally *own,
				const struct tally *baseline)
{
	double ratios[20];

	for (size_t i = 0; i < 20; i++)
		ratios[i] = log(own->column[TALLY_LATENCY][i] /
				baseline->column[TALLY_LATENCY][i]);
	return quantile_of(ratios, 20, 0.5);
}

UNIT(neighbours_narrow_a_block)
{
	enum { BLOCKS = 1000 };
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	double near[BLOCKS], same[BLOCKS];

	for (size_t b = 0; b < BLOCKS; b++) {
		struct tally plain, tool;
		struct sample sample = { 0 };

		tally_init(&plain, 20);
		tally_init(&tool, 20);
		for (size_t i = 0; i < 20; i++) {
			add_mixed(&plain, i, random);
			add_mixed(&tool, i, random);
		}
		assert_int_equal(tally_summarize(&tool, &plain, &sample), 0);
		near[b] = sample.pair_latency;
		same[b] = same_round_median(&tool, &plain);
		tally_release(&plain);
		tally_release(&tool);
	}
	assert_true(fabs(gsl_stats_mean(near, 1, BLOCKS)) < 0.0005);
	assert_true(gsl_stats_sd(near, 1, BLOCKS) <
		    0.88 * gsl_stats_sd(same, 1, BLOCKS));
	gsl_rng_free(random);
}

/* A tenth of each handler's time; the second half of the requests is three times as long. */
UNIT(what_was_injected_is_known_by_request)
{
	struct tally plain, slow;
	struct sample sample = { 0 };

	tally_init(&plain, 21);
	tally_init(&slow, 21);
	for (size_t i = 0; i < 21; i++) {
		int64_t time = i < 10 ? 1000 : 3000;
		struct timing timing = { 2 * time + time / 10, time + time / 10,
					 -1, time / 10 };

		add(&plain, i, 2 * time);
		tally_add(&slow, i, &timing, 0);
	}
	assert_int_equal(tally_summarize(&slow, &plain, &sample), 0);
	assert_true(fabs(sample.known_handler_wall - log(1.1)) < 1e-12);
	assert_true(fabs(sample.known_latency - log(2.1 / 2)) < 1e-12);
	assert_true(fabs(sample.pair_latency - sample.known_latency) < 1e-12);
	/* Nothing was injected into the other. */
	assert_int_equal(tally_summarize(&plain, &plain, &sample), 0);
	assert_true(isnan(sample.known_latency));
	tally_release(&plain);
	tally_release(&slow);
}

UNIT(a_slow_arm_is_paired_where_it_took_part)
{
	struct tally plain, tool;
	struct sample sample = { 0 };

	tally_init(&plain, 4);
	tally_init(&tool, 4);
	for (size_t i = 0; i < 4; i++)
		add(&plain, i, 100);
	add(&tool, 2, 400);
	assert_int_equal(tally_summarize(&tool, &plain, &sample), 0);
	assert_int_equal(sample.requests, 1);
	assert_true(fabs(sample.pair_latency - log(4)) < 1e-12);
	tally_release(&plain);
	tally_release(&tool);
}

/* The textbook's unequal-variances example; figures of scipy's ttest_ind. */
UNIT(welch_agrees_with_a_known_case)
{
	static const double a[] = { 27.5, 21.0, 19.0, 23.6, 17.0,
				    17.9, 16.9, 20.1, 21.9, 22.6,
				    23.1, 19.6, 19.0, 21.7, 21.4 };
	static const double b[] = { 27.1, 22.0, 20.8, 23.4, 23.4,
				    23.5, 25.8, 22.0, 24.8, 20.2,
				    21.9, 22.1, 22.9, 30.6, 24.4 };
	struct welch welch;

	welch_compare(&welch, a, 15, b, 15, 0.95);
	assert_true(fabs(welch.difference - -2.8400000) < 1e-6);
	assert_true(fabs(welch.freedom - 27.910784527541374) < 1e-9);
	assert_true(fabs(welch.p - 0.008122473821458438) < 1e-9);
	assert_true(fabs(welch.low - -4.881372257881873) < 1e-6);
	assert_true(fabs(welch.high - -0.7986277421181267) < 1e-6);
	welch_compare(&welch, a, 1, b, 15, 0.95);
	assert_true(isinf(welch.low) && isnan(welch.p));
}

/* What is not known, or whose square has no double, has no interval. */
UNIT(welch_needs_errors_that_are_numbers)
{
	static const double bad[][2] = {
		{ NAN, 0.1 }, { INFINITY, 0.1 }, { 1e-120, 1e-120 }, { 1e200, 1 }
	};
	static const struct welch_side beyond = { INFINITY, 0.1, 19 };
	static const struct welch_side usual = { 2, 0.1, 19 };
	struct welch welch;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct welch_side one = { 1, bad[i][0], 19 };
		struct welch_side two = { 2, bad[i][1], 19 };

		welch_from(&welch, &one, &two, 0.95);
		assert_true(isnan(welch.p) && isinf(welch.high));
	}
	welch_from(&welch, &beyond, &usual, 0.95);
	assert_true(isnan(welch.p) && isinf(welch.high));
}

/* A run.json of one endpoint and one cell. */
static struct json_object *make_run(double ratio, double sd, bool trusted)
{
	char text[1024];
	struct json_object *run;

	snprintf(text, sizeof(text),
		 "{\"trust\":{\"trusted\":%s},"
		 "\"arms\":[{\"label\":\"none\",\"role\":\"baseline\"},"
		 "{\"label\":\"gprof\",\"role\":\"measured\"}],"
		 "\"endpoints\":[{\"path\":\"/a\",\"target\":\"/a?n=1\","
		 "\"cells\":[{\"arm\":\"none\"},{\"arm\":\"gprof\","
		 "\"estimates\":{\"latency\":{\"ratio\":%.9f,\"blocks\":20,"
		 "\"cut\":0,\"error_log\":%.9f}}}]}]}",
		 trusted ? "true" : "false", ratio, sd / sqrt(20));
	run = json_tokener_parse(text);
	assert_non_null(run);
	return run;
}

static void compare_noisy(double before, double after, double sd, bool trusted,
			  double limit, enum verdict_kind kind, bool over)
{
	struct json_object *first = make_run(before, sd, true);
	struct json_object *second = make_run(after, sd, trusted);
	struct comparison comparison;
	struct reason why;

	assert_int_equal(compare_runs(&comparison, first, second, "latency",
				      limit, 0.01, &why),
			 0);
	assert_int_equal(comparison.count, 1);
	assert_int_equal(comparison.cells[0].kind, kind);
	assert_int_equal(comparison.over, over);
	assert_int_equal(comparison.trusted, trusted);
	comparison_release(&comparison);
	json_object_put(first);
	json_object_put(second);
}

static void compare(double before, double after, bool trusted, double limit,
		    enum verdict_kind kind, bool over)
{
	compare_noisy(before, after, 0.01, trusted, limit, kind, over);
}

/* A damaged file is no reason to end in an abort of GSL's. */
UNIT(runs_without_noise_or_without_numbers_are_compared)
{
	compare_noisy(1.5, 1.5, 0, true, 0.05, VERDICT_EQUAL, false);
	compare_noisy(1.5, 1.6, 0, true, 0.05, VERDICT_SLOWER, false);
	compare_noisy(1.5, 1.5, 1e200, true, 0.05, VERDICT_NO_DATA, false);
	compare_noisy(0, 1.5, 0.01, true, 0.05, VERDICT_NO_DATA, false);
}

UNIT(runs_are_compared_by_their_ratios)
{
	compare(1.5, 1.5, true, 0.05, VERDICT_EQUAL, false);
	compare(1.5, 1.65, true, 0.05, VERDICT_SLOWER, true);
	compare(1.5, 1.55, true, 0.05, VERDICT_SLOWER, false);
	compare(1.65, 1.5, true, 0.05, VERDICT_FASTER, false);
	compare(1.5, 1.65, false, 0.05, VERDICT_SLOWER, true);
}

UNIT(what_is_no_run_cannot_be_compared)
{
	struct json_object *run = make_run(1, 0.01, true);
	struct json_object *other = json_tokener_parse("{\"x\": [1]}");
	struct comparison comparison;
	struct reason why;

	assert_int_equal(compare_runs(&comparison, run, other, "latency", 1,
				      0.01, &why),
			 -1);
	comparison_release(&comparison);
	assert_int_equal(compare_runs(&comparison, other, run, "latency", 1,
				      0.01, &why),
			 -1);
	comparison_release(&comparison);
	json_object_put(run);
	json_object_put(other);
}

UNIT(evidence_is_held_against_requests_times_truth)
{
	const struct workload *fibonacci = workload_by_name("fibonacci");
	const struct profiler *gprof = profiler_by_name("gprof");
	struct evidence evidence;
	struct check check = { 0 };
	long args[PARAM_MAX];

	workload_defaults(fibonacci, args);
	evidence_init(&evidence);
	evidence_function(&evidence, "fib")->calls = 3 * 1028457.0;
	evidence_function(&evidence, "fibonacci_run")->calls = 3;
	check_compare(&check, gprof, &evidence, fibonacci, args, 3);
	assert_int_equal(check.status, CHECK_EXACT);
	check_compare(&check, gprof, &evidence, fibonacci, args, 2);
	assert_int_equal(check.status, CHECK_OFF);
	assert_true(fabs(check.worst - 0.5) < 1e-12);
	/* One function missing among others is a count of 0, and off. */
	evidence_release(&evidence);
	evidence_init(&evidence);
	evidence_function(&evidence, "fibonacci_run")->calls = 3;
	check_compare(&check, gprof, &evidence, fibonacci, args, 3);
	assert_int_equal(check.status, CHECK_OFF);
	assert_true(check.worst == 1);
	evidence_release(&evidence);
}
