/* t_arrivals.c: the schedule of an open loop: its rate, its seeds, its queue. */
#include "unit.h"

#include "client/arrivals.h"

static void start(struct arrivals *arrivals, double rate, bool uniform,
		  long seed)
{
	struct reason why;

	assert_int_equal(arrivals_init(arrivals, rate, uniform, seed, &why), 0);
}

UNIT(arrivals_uniform_keep_their_distance)
{
	struct arrivals arrivals;

	start(&arrivals, 3e6, true, 1);
	/* 333.3 ns apart, and no error builds up over a million of them. */
	for (int64_t i = 1; i <= 1000000; i++) {
		int64_t due = arrivals_take(&arrivals);

		assert_true(llabs(due - i * 1000 / 3) <= 1);
	}
	arrivals_release(&arrivals);
}

/* One in 300 years: the due time is beyond what 64 bits of nanoseconds can say. */
UNIT(arrivals_may_be_due_never)
{
	struct arrivals arrivals;

	start(&arrivals, 1e-10, true, 1);
	assert_true(arrivals_peek(&arrivals) >= INT64_C(1) << 62);
	assert_true(arrivals_take(&arrivals) > 0);
	assert_true(arrivals_peek(&arrivals) > 0);
	arrivals_release(&arrivals);
}

/*
 * Gaps of a Poisson process are exponential: standard deviation = mean, and a share
 * of e^-1 is longer than the mean. The bounds are five standard errors.
 */
UNIT(arrivals_poisson_have_rate_and_shape)
{
	static const double rates[] = { 0.5, 1000, 1e6 };
	const int count = 100000;

	for (size_t r = 0; r < 3; r++) {
		struct arrivals arrivals;
		double mean = 1e9 / rates[r];
		double sum = 0, squares = 0, longer = 0;
		int64_t last = 0;

		start(&arrivals, rates[r], false, 7);
		for (int i = 0; i < count; i++) {
			int64_t due = arrivals_take(&arrivals);
			double gap = (double)(due - last) / mean;

			assert_true(due >= last);
			last = due;
			sum += gap;
			squares += gap * gap;
			longer += gap > 1;
		}
		assert_true(fabs(sum / count - 1) < 5 / sqrt(count));
		/* The fourth moment of an exponential is 24. */
		assert_true(fabs(squares / count - 2) < 5 * sqrt(20. / count));
		assert_true(fabs(longer / count - exp(-1)) < 5 * .483 / sqrt(count));
		arrivals_release(&arrivals);
	}
}

UNIT(arrivals_follow_from_their_seed)
{
	struct arrivals one, same, other;
	unsigned alike = 0;

	start(&one, 1e5, false, 42);
	start(&same, 1e5, false, 42);
	start(&other, 1e5, false, 43);
	for (int i = 0; i < 1000; i++) {
		int64_t due = arrivals_take(&one);

		assert_true(due == arrivals_take(&same));
		alike += due == arrivals_take(&other);
	}
	assert_true(alike < 10);
	arrivals_release(&one);
	arrivals_release(&same);
	arrivals_release(&other);
}

UNIT(arrivals_peek_does_not_take)
{
	struct arrivals arrivals;

	start(&arrivals, 1e3, false, 5);
	for (int i = 0; i < 100; i++) {
		int64_t due = arrivals_peek(&arrivals);

		assert_true(due == arrivals_peek(&arrivals));
		assert_true(due == arrivals_take(&arrivals));
	}
	arrivals_release(&arrivals);
}

UNIT(arrivals_uniform_skip_counts_what_is_due)
{
	struct arrivals skipped, taken;

	start(&skipped, 7e5, true, 1);
	start(&taken, 7e5, true, 1);
	for (int64_t until = 0; until < 100000; until += 777) {
		uint64_t count = 0;

		while (arrivals_peek(&taken) < until) {
			arrivals_take(&taken);
			count++;
		}
		assert_true(arrivals_skip(&skipped, until) == count);
		assert_true(arrivals_peek(&skipped) >= until);
	}
	arrivals_release(&skipped);
	arrivals_release(&taken);
}

/* In constant time, and yet as many as the process has: mean = variance. */
UNIT(arrivals_poisson_skip_counts_what_is_due)
{
	const int runs = 20000;
	const double expected = 50;
	double sum = 0, squares = 0;

	for (int i = 0; i < runs; i++) {
		struct arrivals arrivals;
		double count = 0;

		start(&arrivals, 1e6, false, i + 1);
		for (int j = 0; j < 10; j++)
			arrivals_take(&arrivals), count++;
		/* 10 arrivals took 10 us on average: 40 us are left. */
		count += (double)arrivals_skip(&arrivals, 50000);
		assert_true(arrivals_peek(&arrivals) >= 50000);
		assert_true(arrivals_skip(&arrivals, 50000) == 0);
		sum += count;
		squares += (count - expected) * (count - expected);
		arrivals_release(&arrivals);
	}
	assert_true(fabs(sum / runs - expected) < 5 * sqrt(expected / runs));
	/* The variance of a squared deviation is about 2 * expected^2. */
	assert_true(fabs(squares / runs - expected) <
		    5 * expected * sqrt(2.1 / runs));
}

UNIT(arrivals_skip_counts_in_any_size)
{
	struct arrivals arrivals;
	double count;

	/* A day at ten million per second. */
	start(&arrivals, 1e7, false, 3);
	count = (double)arrivals_skip(&arrivals, INT64_C(86400000000000));
	assert_true(fabs(count / 8.64e11 - 1) < 1e-5);
	arrivals_release(&arrivals);
}
