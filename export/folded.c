/*
 * folded.c: a line a stack, "main;work;inner 42", as Brendan Gregg's flamegraph.pl,
 * speedscope and nearly everything else read them.
 *
 * The format has no unit, and many readers want whole numbers: samples where there are
 * some, else allocations or bytes.
 */
#include <inttypes.h>

#include "form.h"

int folded_write(const struct stacks *stacks, const char *title,
		 struct buf *out, struct reason *why)
{
	(void)title;
	(void)why;
	for (size_t i = 0; i < stacks->count; i++) {
		const struct stack *stack = &stacks->list[i];

		for (size_t f = 0; f < stack->depth; f++)
			buf_addf(out, "%s%s", f ? ";" : "",
				 stacks->frames[stack->path[f]].name);
		buf_addf(out, " %" PRId64 "\n",
			 stack_value(stack, &stacks->measures[0]));
	}
	return 0;
}
