/* advice.c: what the numbers of a line suggest. */
#include "view/advice.h"

/* Comparisons with NAN, what nobody says, are false: then no rule holds. */

static bool calls_often(const struct view *view, const struct view_line *line)
{
	return view_share(view, line, VIEW_LIBRARY) >= 0.05 &&
	       !(line->value[VIEW_USER] > line->value[VIEW_LIBRARY]);
}

static bool kernel_often(const struct view *view, const struct view_line *line)
{
	return view_share(view, line, VIEW_KERNEL) >= 0.05;
}

static bool many_calls(const struct view *view, const struct view_line *line)
{
	return line->value[VIEW_CALLS] >= 1e5 &&
	       view_share(view, line, VIEW_CALLS) >= 0.25;
}

static bool in_loop(const struct view *view, const struct view_line *line)
{
	return line->value[VIEW_ALLOCATIONS] >= 1000 &&
	       view_share(view, line, VIEW_ALLOCATIONS) >= 0.05 &&
	       line->value[VIEW_BYTES] <=
		       4096 * line->value[VIEW_ALLOCATIONS];
}

static bool temporary(const struct view *view, const struct view_line *line)
{
	(void)view;
	return line->value[VIEW_TEMPORARY] >= 100 &&
	       line->value[VIEW_TEMPORARY] >=
		       0.5 * line->value[VIEW_ALLOCATIONS];
}

static bool leaks(const struct view *view, const struct view_line *line)
{
	(void)view;
	return line->value[VIEW_LEAKED] >= 1024 &&
	       line->value[VIEW_LEAKED] >= 0.01 * line->value[VIEW_BYTES];
}

static bool copies(const struct view *view, const struct view_line *line)
{
	return line->value[VIEW_COPIED] >= 1e6 &&
	       view_share(view, line, VIEW_COPIED) >= 0.1;
}

const struct advice advice_rules[] = {
	{ "library", "library time >= 5 % of all, and >= the line's own",
	  "called too often, not slow itself: call it less, or keep its result",
	  calls_often },
	{ "kernel", "kernel time >= 5 % of all",
	  "system calls: fewer and larger ones", kernel_often },
	{ "calls", "calls >= 100 000 and >= 25 % of all",
	  "most calls are from here: inline, keep results, or do more in each",
	  many_calls },
	{ "loop",
	  "allocations >= 1000 and >= 5 % of all, of at most 4096 B on average",
	  "allocation in a loop: one larger one, or an array", in_loop },
	{ "temporary", "temporary >= 100 and >= half of the allocations",
	  "temporary allocations: keep one buffer, or use the stack",
	  temporary },
	{ "leak", "leaked >= 1 KiB and >= 1 % of the line's bytes",
	  "never freed", leaks },
	{ "copy", "copied >= 1 MB and >= 10 % of all",
	  "copied: pass a pointer, or move it once", copies },
	{ .name = NULL },
};

void advice_add(const struct view *view, const struct view_line *line,
		struct buf *out)
{
	size_t before = out->len;

	for (const struct advice *rule = advice_rules; rule->name; rule++)
		if (rule->holds(view, line))
			buf_addf(out, "%s%s", out->len > before ? "; " : "",
				 rule->text);
}
