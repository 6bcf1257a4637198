/* t_sweep.c: an interval as a line of characters. */
#include <math.h>

#include "report/sweep.h"
#include "unit.h"

static void expect(double low, double middle, double high, const char *wanted)
{
	char text[64];

	sweep_line(low, middle, high, 0, 10, 11, text, sizeof(text));
	assert_string_equal(text, wanted);
}

UNIT(intervals_are_drawn)
{
	expect(2, 4, 6, "  ├─●─┤");
	expect(0, 0, 10, "●─────────┤");
	expect(0, 10, 10, "├─────────●");
	expect(5, 5, 5, "     ●");
}

/* One block has no interval, and none no figure. */
UNIT(what_is_not_known_is_not_drawn)
{
	expect(-INFINITY, 4, INFINITY, "    ●");
	expect(NAN, 4, NAN, "    ●");
	expect(NAN, NAN, NAN, "");
	/* Out of range is at its end. */
	expect(-5, 4, 50, "├───●─────┤");
}
