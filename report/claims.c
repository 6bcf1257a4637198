/* claims.c: what is claimed of profilers in public, and by whom. */
#include "claims.h"

#include "report/claimchecks.h"

const char *claim_verdict_name(enum claim_verdict verdict)
{
	static const char *const names[] = {
		[CLAIM_HELD] = "held",
		[CLAIM_NOT_HELD] = "not held",
		[CLAIM_CANNOT_TELL] = "cannot tell here",
	};

	return names[verdict];
}

const struct claim claims[] = {
	{ "outside", "sampling from outside costs about nothing",
	  "py-spy and Austin: 1.02x, 1.00x (Scalene, OSDI 2023, table 3)",
	  "perf's CPU time on its costliest endpoint is within +2 %",
	  "--profilers perf", claim_check_outside },
	{ "recursion", "instrumenting calls is worst on recursion",
	  "cProfile and yappi (Scalene, OSDI 2023, table 3)",
	  "gprof costs more on /cpu/fibonacci than on any other endpoint",
	  "--profilers gprof", claim_check_recursion },
	{ "tracking",
	  "tracking allocations costs +90 % or more where they dominate, and "
	  "about nothing elsewhere",
	  "heaptrack and Memray (Scalene, OSDI 2023, table 3: 3.98x)",
	  "heaptrack: /memory +90 % or more, /cpu/* within +5 %",
	  "--profilers heaptrack", claim_check_tracking },
	{ "pay", "pay only when you allocate", "heaptrack's README",
	  "heaptrack on /cpu/fibonacci, which allocates nothing, within +2 %",
	  "--profilers heaptrack --endpoints /cpu/fibonacci", claim_check_pay },
	{ "square-root",
	  "the error of a time is the square root of its samples",
	  "gprof's manual, \"Statistical Sampling Error\"",
	  "the spread of repeated shares over the binomial, 95 % interval",
	  "--accuracy --profilers gprof", claim_check_root },
	{ "callgrind", "callgrind is 20 to 100 times slower",
	  "valgrind.org, tools, of cachegrind: 20-100x",
	  "CPU time on four endpoints", "--profilers callgrind",
	  claim_check_callgrind },
	{ "massif", "massif is about 20 times slower",
	  "valgrind.org, tools, of massif", "CPU time on /memory, 10 to 40x",
	  "--profilers massif --endpoints /memory", claim_check_massif },
	{ "frequency", "perf's cost grows with its frequency",
	  "no published curve was found",
	  "CPU time of its slowest and its fastest setting, median endpoint",
	  "--profilers perf:freq=99,perf,perf:freq=9999", claim_check_frequency },
	{ "heap-sampling",
	  "sampling one in 512 KiB of heap still catches large sites",
	  "heapprofd's and jemalloc's documentation",
	  "bytes of the largest site over 10 MB within 2 sqrt(512 KiB / bytes)",
	  "--profilers jemalloc-heap --endpoints /memory", claim_check_heap },
	{ "function-bias", "a tracer shifts time towards what is called often",
	  "Scalene, OSDI 2023, 6.2", "uftrace's shares over the sweep",
	  "--accuracy --profilers uftrace", claim_check_bias },
	{ "threads", "one profiling timer per process under-samples threads",
	  "golang/go#35057", "two equal threads, as one timer sees them",
	  "", claim_check_threads },
	{ .name = NULL },
};
