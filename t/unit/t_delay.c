/* t_delay.c: work that is added on purpose, and what a profile makes of it. */
#include <string.h>

#include "bench/accuracysum.h"
#include "unit.h"
#include "workloads/delay.h"
#include "workloads/spin.h"
#include "workloads/workload.h"

static void refuses(const char *name, const char *text, const char *word)
{
	struct reason why;

	assert_int_equal(delay_set(workload_by_name(name), text, &why), -1);
	if (!strstr(why.text, word))
		fail_msg("\"%s\" does not say \"%s\"", why.text, word);
	assert_int_equal(delay_rounds("split_inlined"), 0);
}

UNIT(a_delay_is_for_one_kernel)
{
	const struct workload *split = workload_by_name("truth_split");
	struct reason why;
	double ns;

	assert_int_equal(delay_set(split, "split_inlined=1000000", &why), 0);
	ns = (double)delay_rounds("split_inlined") * spin_scale()->round_ns;
	assert_true(fabs(ns - 1e6) < 100);
	assert_int_equal(delay_rounds("split_calling"), 0);
	assert_int_equal(delay_set(split, "", &why), 0);
	assert_int_equal(delay_rounds("split_inlined"), 0);
	assert_int_equal(delay_set(split, NULL, &why), 0);
}

UNIT(a_delay_is_read_strictly)
{
	refuses("truth_split", "split_inlined", "FUNCTION=NS");
	refuses("truth_split", "split_inlined=", "from 0 to 100000000");
	refuses("truth_split", "split_inlined=-1", "from 0 to 100000000");
	refuses("truth_split", "split_inlined=100000001", "from 0");
	refuses("truth_split", "split_inlined=1 ", "from 0");
	refuses("truth_split", "split_step=1",
		"split_calling, split_inlined");
	refuses("health", "health_run=1", "these functions take one: none");
	refuses("truth_split", "=1", "FUNCTION=NS");
}

/* Answers with 0, 25 and 50 % added, of which SEEN is reported where it is. */
static void answers_with(struct answer *answers, double seen, double astray)
{
	for (int i = 0; i < 3; i++) {
		double added = 0.25 * i;

		answers[i] = (struct answer){
			.question = { .kind = ASK_DELAY,
				      .share = 50,
				      .added = added },
			.given = true,
			.self_other = 500,
			.self_delayed = 500 + 1000 * added * seen,
			.self_stray = 10 + 1000 * added * astray,
		};
	}
}

UNIT(a_slope_of_one_reports_what_was_added)
{
	struct answer answers[3];
	double slope, leak;

	answers_with(answers, 1, 0);
	delay_slope(answers, 3, &slope, &leak);
	assert_true(fabs(slope - 1) < 1e-12 && leak == 0);
	answers_with(answers, 0.6, 0.4);
	delay_slope(answers, 3, &slope, &leak);
	assert_true(fabs(slope - 0.6) < 1e-12);
	assert_true(fabs(leak - 0.4) < 1e-12);
	delay_slope(answers, 0, &slope, &leak);
	assert_true(isnan(slope) && isnan(leak));
}
