/*
 * truth_stack.c: a yardstick: a leaf below a known chain of callers, and one that is
 * reached by a jump.
 *
 * Leaf and landing spin for the same number of rounds, so each has half of the
 * time. stack_jump() calls stack_landing() last and jumps there: its frame is gone
 * when the work is done, and no walk of the stack can find it.
 */
#include "workload.h"

#include "base/clock.h"
#include "workloads/delay.h"
#include "workloads/spin.h"

enum { CHAIN_MAX = 32 };

static HOT uint64_t stack_leaf(uint64_t rounds)
{
	FRAME();
	return spin(spin(1, rounds), delay_rounds("stack_leaf"));
}

static HOT uint64_t stack_landing(uint64_t rounds)
{
	FRAME();
	return spin(spin(1, rounds), delay_rounds("stack_landing"));
}

/*
 * The one place where a call in last position must become a jump. Where FRAME() is a
 * scope, which is left after the call, it cannot.
 */
#if defined(TARE_SCOPES)
#define JUMPS
#define LAST
#elif defined(__clang__)
#define JUMPS
#define LAST __attribute__((musttail))
#else
#define JUMPS __attribute__((optimize("optimize-sibling-calls")))
#define LAST
#endif

static HOT JUMPS uint64_t stack_jump(uint64_t rounds)
{
	FRAME();
	LAST return stack_landing(rounds);
}

/* THIS has LEFT more callers below itself, then the leaf. */
#define LINK(this, next)                                                       \
	static HOT uint64_t stack_##this(long left, uint64_t rounds)           \
	{                                                                      \
		FRAME();                                                       \
		return left ? stack_##next(left - 1, rounds) :                 \
			      stack_leaf(rounds);                              \
	}

static HOT uint64_t stack_32(long left, uint64_t rounds)
{
	(void)left;
	FRAME();
	return stack_leaf(rounds);
}

LINK(31, 32)
LINK(30, 31)
LINK(29, 30)
LINK(28, 29)
LINK(27, 28)
LINK(26, 27)
LINK(25, 26)
LINK(24, 25)
LINK(23, 24)
LINK(22, 23)
LINK(21, 22)
LINK(20, 21)
LINK(19, 20)
LINK(18, 19)
LINK(17, 18)
LINK(16, 17)
LINK(15, 16)
LINK(14, 15)
LINK(13, 14)
LINK(12, 13)
LINK(11, 12)
LINK(10, 11)
LINK(09, 10)
LINK(08, 09)
LINK(07, 08)
LINK(06, 07)
LINK(05, 06)
LINK(04, 05)
LINK(03, 04)
LINK(02, 03)
LINK(01, 02)

static const char *const stack_names[CHAIN_MAX] = {
	"stack_01", "stack_02", "stack_03", "stack_04",
	"stack_05", "stack_06", "stack_07", "stack_08",
	"stack_09", "stack_10", "stack_11", "stack_12",
	"stack_13", "stack_14", "stack_15", "stack_16",
	"stack_17", "stack_18", "stack_19", "stack_20",
	"stack_21", "stack_22", "stack_23", "stack_24",
	"stack_25", "stack_26", "stack_27", "stack_28",
	"stack_29", "stack_30", "stack_31", "stack_32",
};

static HOT int truth_stack_run(const long *args, struct result *result)
{
	uint64_t rounds = (uint64_t)args[1];
	int64_t start, between, end;
	uint64_t x;

	FRAME();
	start = clock_ns(CLOCK_THREAD_CPUTIME_ID);
	x = stack_01(args[0] - 1, rounds);
	between = clock_ns(CLOCK_THREAD_CPUTIME_ID);
	x ^= stack_jump(rounds);
	end = clock_ns(CLOCK_THREAD_CPUTIME_ID);
	result_add(result, "difference", (int64_t)(x >> 32));
	result_clock(result, "chain", between - start);
	result_clock(result, "tail", end - between);
	return 0;
}

static void truth_stack_truth(const long *args, struct truth *truth)
{
	const char *caller = "truth_stack_run";

	truth_add(truth, caller, 1, 0, 0);
	for (long i = 0; i < args[0]; i++) {
		truth_add(truth, stack_names[i], 1, 0, 0);
		truth_edge(truth, caller, stack_names[i], 1, false);
		caller = stack_names[i];
	}
	truth_add(truth, "stack_leaf", 1, 0, 0);
	truth_edge(truth, caller, "stack_leaf", 1, false);
	truth_add(truth, "stack_jump", 1, 0, 0);
	truth_edge(truth, "truth_stack_run", "stack_jump", 1, false);
	truth_add(truth, "stack_landing", 1, 0, 0);
	truth_edge(truth, "stack_jump", "stack_landing", 1, true);
	truth_part(truth, "chain", 0.5, 0)->functions[0] = "stack_leaf";
	truth_part(truth, "tail", 0.5, 0)->functions[0] = "stack_landing";
}

static const struct param truth_stack_params[] = {
	{ "depth", 1, CHAIN_MAX, 16, "functions between the request and its leaf" },
	{ "rounds", 1, 1000000000, 1000000, "work of the leaf, some 1.3 ns each" },
	{ .name = NULL },
};

/* Leaf and landing compute the same. */
static const struct known truth_stack_known[] = {
	{ { 1, 1 }, "difference", 0 },
	{ { 32, 1000 }, "difference", 0 },
	{ .result = NULL },
};

static const char *const truth_stack_delays[] = { "stack_leaf", "stack_landing",
						  NULL };

static const struct workload truth_stack = {
	.name = "truth_stack",
	.path = "/truth/stack",
	.summary = "yardstick: a leaf below known callers, and a tail call",
	.params = truth_stack_params,
	.known = truth_stack_known,
	.yardstick = true,
	.delays = truth_stack_delays,
	.run = truth_stack_run,
	.truth = truth_stack_truth,
};
REGISTER(workload, truth_stack);
