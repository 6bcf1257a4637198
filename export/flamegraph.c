/*
 * flamegraph.c: stacks as an interactive SVG, in the manner of Brendan Gregg's
 * FlameGraph: width is weight, a caller is below what it calls, and neighbours are in
 * the order of their names.
 *
 * A drawing without its script is whole, too: viewers that run none show it.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "form.h"

/* In pixels; the glyph is that of a monospaced font of 12. */
enum { LEFT = 10, WIDE = 1180, HIGH = 17, HEAD = 64, FOOT = 34 };
static const double glyph = 7.2;
static const double least = 0.1; /* narrower frames are left out */

/* export/flamegraph.js, as it is. */
extern const char flamegraph_script[], flamegraph_script_end[];
__asm__(".section .rodata\n"
	"flamegraph_script:\n"
	".incbin \"export/flamegraph.js\"\n"
	"flamegraph_script_end:\n"
	".previous\n");

static const char head[] =
	"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"%zu\" "
	"viewBox=\"0 0 1200 %zu\" data-total=\"%" PRId64 "\">\n"
	"<style>\n"
	"svg { background: #fff }\n"
	"text { font: 12px monospace; fill: #111; pointer-events: none }\n"
	"text.title { font: bold 17px sans-serif }\n"
	"text.note { font: 12px sans-serif; fill: #444 }\n"
	"g[data-of] { cursor: pointer }\n"
	"g[data-of]:hover rect { stroke: #000 }\n"
	"g.behind { opacity: 0.5 }\n"
	"g.match rect { fill: #d07bff }\n"
	"input { width: 100%%; box-sizing: border-box; font: 13px sans-serif }\n"
	"</style>\n";

static const char controls[] =
	"<foreignObject x=\"930\" y=\"8\" width=\"260\" height=\"28\">"
	"<input xmlns=\"http://www.w3.org/1999/xhtml\" id=\"search\" "
	"type=\"search\" placeholder=\"search: regular expression (/)\"/>"
	"</foreignObject>\n"
	"<text class=\"note\" id=\"found\" x=\"1190\" y=\"52\" "
	"text-anchor=\"end\"></text>\n";

struct drawing {
	const struct stacks *stacks;
	const struct measure *measure;
	struct buf *out;
	struct stack **order; /* by the names on them */
	int64_t total;
	size_t levels;
};

static void add_escaped(struct buf *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '&')
			buf_adds(out, "&amp;");
		else if (*text == '<')
			buf_adds(out, "&lt;");
		else if (*text == '>')
			buf_adds(out, "&gt;");
		else if (*text == '"')
			buf_adds(out, "&quot;");
		else
			buf_add(out, text, 1);
	}
}

/* At most MOST characters of NAME, which are none when that is less than three. */
static void add_label(struct buf *out, const char *name, long most)
{
	struct buf label;
	long count = 0;
	const char *end;

	if (most < 3)
		return;
	for (end = name; *end && count <= most; end++)
		count += ((unsigned char)end[1] & 0xc0) != 0x80;
	if (count <= most) {
		add_escaped(out, name);
		return;
	}
	for (end = name, count = 0; count < most - 2; end++)
		count += ((unsigned char)end[1] & 0xc0) != 0x80;
	buf_init(&label);
	buf_add(&label, name, (size_t)(end - name));
	add_escaped(out, label.text);
	buf_adds(out, "..");
	buf_release(&label);
}

/* The value in words: "12.3 ms", "1.5 MiB", "300 alloc_objects". */
static void add_value(const struct drawing *drawing, int64_t value)
{
	const struct measure *measure = drawing->measure;
	struct buf *out = drawing->out;
	char text[64];

	if (strcmp(measure->unit, "nanoseconds") == 0) {
		buf_adds(out, format_ns((double)value, text, sizeof(text)));
	} else if (strcmp(measure->unit, "bytes") == 0) {
		buf_adds(out, format_bytes((double)value, text, sizeof(text)));
	} else {
		buf_addf(out, "%" PRId64 " ", value);
		add_label(out, measure->type, 40);
	}
}

/* Warm for time, green for memory; the same name has the same colour. */
static void add_colour(const struct drawing *drawing, const char *name)
{
	bool memory = strcmp(drawing->measure->unit, "bytes") == 0;
	uint32_t hash = 2166136261U; /* FNV-1a */
	unsigned shade, tint;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619U;
	shade = hash % 51;
	tint = hash / 51 % 131;
	if (memory)
		buf_addf(drawing->out, "rgb(%u,%u,%u)", tint, 190 + shade,
			 tint + 60);
	else
		buf_addf(drawing->out, "rgb(%u,%u,%u)", 205 + shade, tint + 80,
			 shade);
}

static void draw_frame(const struct drawing *drawing, const char *name,
		       size_t level, int64_t from, int64_t until)
{
	double scale = drawing->total ? WIDE / (double)drawing->total : WIDE;
	double width = (double)(until - from) * scale;
	double x = LEFT + (double)from * scale;
	size_t y = HEAD + (drawing->levels - level) * HIGH;
	struct buf *out = drawing->out;

	if (width < least)
		return;
	buf_addf(out, "<g data-at=\"%" PRId64 "\" data-of=\"%" PRId64 "\" "
		      "data-level=\"%zu\" data-name=\"",
		 from, until - from, level);
	add_escaped(out, name);
	buf_adds(out, "\"><title>");
	add_escaped(out, name);
	buf_adds(out, " (");
	add_value(drawing, until - from);
	buf_addf(out,
		 ", %.2f %%)</title><rect x=\"%.2f\" y=\"%zu\" "
		 "width=\"%.2f\" height=\"%d\" rx=\"2\" fill=\"",
		 100 * width / WIDE, x, y, width, HIGH - 1);
	add_colour(drawing, name);
	buf_addf(out, "\"/><text x=\"%.2f\" y=\"%zu\">", x + 3, y + 12);
	add_label(out, name, (long)((width - 6) / glyph));
	buf_adds(out, "</text></g>\n");
}

/* By name, frame by frame; who ends first comes first. */
static int by_names(const void *a, const void *b, void *data)
{
	const struct stack *x = *(struct stack *const *)a;
	const struct stack *y = *(struct stack *const *)b;
	const struct stacks *stacks = data;

	for (size_t i = 0; i < x->depth && i < y->depth; i++) {
		int order = strcmp(stacks->frames[x->path[i]].name,
				   stacks->frames[y->path[i]].name);

		if (order)
			return order;
	}
	return x->depth < y->depth ? -1 : x->depth > y->depth;
}

static size_t common_depth(const struct stack *a, const struct stack *b)
{
	size_t depth = 0;

	while (a && b && depth < a->depth && depth < b->depth &&
	       a->path[depth] == b->path[depth])
		depth++;
	return depth;
}

/* NOW, and what STACK weighs; the total is as much as there can be. */
static int64_t advance(const struct drawing *drawing, int64_t now,
		       const struct stack *stack)
{
	int64_t value = stack_value(stack, drawing->measure);

	return value < drawing->total - now ? now + value : drawing->total;
}

/*
 * A frame begins where a stack has it that the one before has not, and ends where the
 * next one has not. STARTS is where each open level began.
 */
static void draw_frames(const struct drawing *drawing, int64_t *starts)
{
	const struct stacks *stacks = drawing->stacks;
	const struct stack *before = NULL;
	int64_t now = 0;

	draw_frame(drawing, "all", 0, 0, drawing->total);
	for (size_t i = 0; i <= stacks->count; i++) {
		const struct stack *stack =
			i < stacks->count ? drawing->order[i] : NULL;
		size_t common = common_depth(before, stack);

		for (size_t d = before ? before->depth : 0; d > common; d--)
			draw_frame(drawing,
				   stacks->frames[before->path[d - 1]].name, d,
				   starts[d - 1], now);
		for (size_t d = common; stack && d < stack->depth; d++)
			starts[d] = now;
		if (stack)
			now = advance(drawing, now, stack);
		before = stack;
	}
}

static void draw_head(const struct drawing *drawing, const char *title)
{
	const char *note = drawing->stacks->note;
	size_t high = HEAD + (drawing->levels + 1) * HIGH + FOOT;
	struct buf *out = drawing->out;

	buf_addf(out, head, high, high, drawing->total);
	buf_addf(out, "<text class=\"title\" x=\"%d\" y=\"28\">", LEFT);
	add_escaped(out, title);
	buf_addf(out, "</text>\n<text class=\"note\" x=\"%d\" y=\"52\">",
		 LEFT);
	add_label(out, drawing->measure->type, 40);
	buf_adds(out, ": ");
	add_value(drawing, drawing->total);
	if (note) {
		buf_adds(out, "; ");
		add_escaped(out, note);
	}
	buf_addf(out,
		 "</text>\n<text class=\"note\" id=\"details\" x=\"%d\" "
		 "y=\"%zu\"></text>\n",
		 LEFT, high - 12);
	buf_adds(out, controls);
}

static int draw(struct drawing *drawing, const char *title, struct reason *why)
{
	const struct stacks *stacks = drawing->stacks;
	int64_t *starts;

	for (size_t i = 0; i < stacks->count; i++) {
		drawing->order[i] = &stacks->list[i];
		if (stacks->list[i].depth > drawing->levels)
			drawing->levels = stacks->list[i].depth;
	}
	/* One more, since evidence without stacks has no level. */
	starts = calloc(drawing->levels + 1, sizeof(*starts));
	if (!starts)
		return reason_set(why, "no memory for a flame graph");
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers are sorted */
	qsort_r(drawing->order, stacks->count, sizeof(*drawing->order),
		by_names, (void *)(uintptr_t)stacks);
	draw_head(drawing, title);
	draw_frames(drawing, starts);
	buf_adds(drawing->out, "<script><![CDATA[\n");
	buf_add(drawing->out, flamegraph_script,
		(size_t)(flamegraph_script_end - flamegraph_script));
	buf_adds(drawing->out, "]]></script>\n</svg>\n");
	free(starts);
	return 0;
}

int flamegraph_write(const struct stacks *stacks, const char *title,
		     struct buf *out, struct reason *why)
{
	struct drawing drawing = {
		.stacks = stacks,
		.measure = &stacks->measures[stacks->main],
		.out = out,
		.order = calloc(stacks->count, sizeof(struct stack *)),
	};
	int status;

	if (!drawing.order)
		return reason_set(why, "no memory for a flame graph");
	drawing.total = stacks_sum(stacks, drawing.measure);
	status = draw(&drawing, title, why);
	free(drawing.order);
	return status;
}
