/* sample.c: two processes of t/golden/sample.c, and what they are known to allocate. */
#include "sample.h"

#include "unit.h"

void sample_run_two(const struct scratch *scratch,
		    const struct profiler *profiler)
{
	static const char *const one[] = { "return", "5", "1", "700",
					   "20",     "3", "9", NULL };
	static const char *const two[] = { "return", "5", "1",	 "41",
					   "2",	     "1", "100", NULL };

	assert_int_equal(scratch_run(scratch, profiler, one), 0);
	assert_int_equal(scratch_run(scratch, profiler, two), 0);
}

/* grow(n) asks for 64 (1 + 2 + ... + n) bytes: 13440 for 20, 192 for 2. */
void sample_read_two(const struct scratch *scratch,
		     const struct profiler *profiler, struct evidence *evidence)
{
	static const struct {
		const char *function;
		double allocations, bytes;
	} known[] = {
		{ "list_push", 700 + 41, (700 + 41) * 16 },
		{ "grow", 20 + 2, 13440 + 192 },
		{ "leak", 3 + 1, (3 + 1) * 100 },
		{ "deep", 2, 2 * 8 },
		{ "fib", 0, 0 },
	};

	scratch_read(scratch, profiler, evidence);
	assert_int_equal(evidence->processes, 2);
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		double bytes;
		double allocations = evidence_allocations(
			evidence, known[i].function, &bytes);

		if (allocations != known[i].allocations ||
		    bytes != known[i].bytes)
			fail_msg("%s: %g allocations of %g bytes, not %g of %g",
				 known[i].function, allocations, bytes,
				 known[i].allocations, known[i].bytes);
	}
}
