/* t_roster.c: who takes part in a block; and reading beside the capture. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "bench/reader.h"
#include "bench/roster.h"
#include "unit.h"

/* A baseline, two usual arms, one that costs a hundred times as much, a control. */
static struct run *make_run(double budget_s, long blocks)
{
	static const double costs[] = { 0.1, 0.1, 0.1, 10, 0.1 };
	struct run *run = calloc(1, sizeof(*run));

	assert_non_null(run);
	run->plan = (struct plan){ .budget_s = budget_s,
				   .blocks = blocks,
				   .requests = 20,
				   .warmup = 5,
				   .slice_s = 0.06 };
	run->start_ns = clock_wall_ns();
	run->arm_count = 5;
	run->endpoint_count = 1;
	for (unsigned a = 0; a < 5; a++) {
		run->arms[a].role = a == 0 ? ROLE_BASELINE :
				    a == 4 ? ROLE_AA :
					     ROLE_MEASURED;
		run->endpoints[0].cells[a].cost_s = costs[a];
	}
	return run;
}

/* As if COUNT blocks were measured with those who took part in them. */
static unsigned play(struct run *run, unsigned count)
{
	struct endpoint *endpoint = &run->endpoints[0];
	unsigned slow = 0;

	for (unsigned i = 0; i < count; i++) {
		bool takes_part[ARM_MAX];

		roster_choose(run, endpoint, takes_part);
		assert_true(takes_part[0] && takes_part[1] && takes_part[2] &&
			    takes_part[4]);
		slow += takes_part[3];
		for (unsigned a = 0; a < run->arm_count; a++)
			endpoint->cells[a].blocks += takes_part[a];
		endpoint->block_count++;
	}
	return slow;
}

UNIT(slow_arms_sit_blocks_out)
{
	struct run *run = make_run(10000, 0);

	/* It costs 100 times what is usual, and may first take 16 times: 0, 7, 13. */
	assert_int_equal(play(run, 14), 3);
	/* Then 4 times, one in 25: 75, 100, 125. */
	assert_int_equal(play(run, 61), 0);
	assert_int_equal(play(run, 75), 3);
	free(run);
}

UNIT(everybody_takes_part_in_a_fixed_number_of_blocks)
{
	struct run *run = make_run(1, 10);

	assert_int_equal(play(run, 10), 10);
	free(run);
}

UNIT(what_does_not_fit_is_left_out)
{
	struct run *run = make_run(5, 0);

	assert_int_equal(play(run, 10), 0);
	free(run);
}

UNIT(slow_requests_are_few)
{
	struct plan plan = { .requests = 20, .warmup = 5, .slice_s = 0.06 };

	assert_int_equal(roster_requests(&plan, 1e6), 20);
	assert_int_equal(roster_requests(&plan, 6e6), 10);
	assert_int_equal(roster_requests(&plan, 100e6), 3);
	assert_int_equal(roster_requests(&plan, 300e6), 1);
	assert_int_equal(roster_warmups(&plan, 1e6), 5);
	assert_int_equal(roster_warmups(&plan, 300e6), 1);
	assert_int_equal(roster_warmups(&plan, 600e6), 0);
	plan.warmup = 0;
	assert_int_equal(roster_warmups(&plan, 1e6), 0);
	/* With a number of blocks, time is no object. */
	plan.warmup = 5;
	plan.blocks = 8;
	assert_int_equal(roster_requests(&plan, 300e6), 3);
	assert_int_equal(roster_warmups(&plan, 600e6), 1);
}

static void fill_in(struct check *check, void *data)
{
	check->status = CHECK_EXACT;
	check->samples = *(const double *)data;
}

static void crash(struct check *check, void *data)
{
	(void)data;
	check->status = CHECK_EXACT;
	signal(SIGABRT, SIG_DFL);
	kill(getpid(), SIGKILL);
}

UNIT(readers_fill_in_the_check_they_were_given)
{
	struct reader reader = { 0 };
	struct check first = { 0 }, second = { 0 };
	double one = 1, two = 2;

	reader_start(&reader, &first, fill_in, &one);
	assert_int_equal(first.status, CHECK_PENDING);
	reader_start(&reader, &second, fill_in, &two);
	assert_int_equal(first.status, CHECK_EXACT);
	reader_wait(&reader);
	reader_wait(&reader);
	assert_true(first.samples == 1 && second.samples == 2);
}

UNIT(a_reader_that_crashes_costs_its_cell)
{
	struct reader reader = { 0 };
	struct check check = { 0 };

	reader_start(&reader, &check, crash, NULL);
	reader_wait(&reader);
	assert_int_equal(check.status, CHECK_NO_DATA);
	assert_non_null(strstr(check.why.text, "SIGKILL"));
}
