/* measure.c: what the stacks of evidence are weighed in. */
#include "measure.h"

#include <math.h>
#include <string.h>

#include "base/member.h"
#include "stacks.h"

#define NUMBER(member) offsetof(struct evidence_stack, member)

/* Of every allocation profile: those that its tool says. */
static const struct measure allocation_measures[] = {
	{ "alloc_objects", "count", NUMBER(weight), 1 },
	{ "alloc_space", "bytes", NUMBER(bytes), 1 },
	/* Not freed at the end, when the profile was written. */
	{ "inuse_space", "bytes", NUMBER(leaked_bytes), 1 },
	{ "peak_space", "bytes", NUMBER(peak_bytes), 1 },
};

static void add(struct stacks *stacks, struct measure measure)
{
	stacks->measures[stacks->measure_count++] = measure;
}

static bool is_said(const struct evidence *evidence, size_t offset)
{
	for (size_t i = 0; i < evidence->stack_count; i++)
		if (!isnan(member_number(&evidence->stacks[i], offset)))
			return true;
	return false;
}

static void add_allocations(struct stacks *stacks)
{
	for (size_t i = 0; i < MEASURE_MAX; i++) {
		const struct measure *measure = &allocation_measures[i];

		if (i == 0 || is_said(stacks->evidence, measure->offset))
			add(stacks, *measure);
	}
	stacks->main = stacks->measure_count > 1;
}

static void add_time(struct stacks *stacks)
{
	double period = stacks->evidence->period;

	if (period > 0)
		add(stacks, (struct measure){ "samples", "count",
					      NUMBER(weight), 1 / period });
	stacks->main = stacks->measure_count;
	add(stacks,
	    (struct measure){ "cpu", "nanoseconds", NUMBER(weight), 1e9 });
}

void measures_choose(struct stacks *stacks)
{
	const char *unit = stacks->unit;

	if (unit && strcmp(unit, "seconds") == 0)
		add_time(stacks);
	else if (unit && strcmp(unit, "allocations") == 0)
		add_allocations(stacks);
	else if (unit && strcmp(unit, "bytes") == 0)
		/* Live at one moment: the peak. */
		add(stacks, (struct measure){ "inuse_space", "bytes",
					      NUMBER(weight), 1 });
	else
		add(stacks, (struct measure){ unit ? unit : "weight", "count",
					      NUMBER(weight), 1 });
}

int64_t stack_value(const struct stack *stack, const struct measure *measure)
{
	double value = member_number(stack->from, measure->offset) *
		       measure->scale;

	/* Within what every reader of JSON gets right: 53 bits. */
	if (!(value > 0))
		return 0;
	return value < 0x1p53 ? llround(value) : INT64_C(1) << 53;
}

int64_t stacks_sum(const struct stacks *stacks, const struct measure *measure)
{
	const int64_t most = INT64_C(1) << 53;
	int64_t sum = 0;

	for (size_t i = 0; i < stacks->count; i++) {
		int64_t value = stack_value(&stacks->list[i], measure);

		sum = value < most - sum ? sum + value : most;
	}
	return sum;
}
