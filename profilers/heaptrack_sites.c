/* heaptrack_sites.c: who allocates, from a recording of heaptrack. */
#include "heaptrack_sites.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/buf.h"
#include "profilers/symbols.h"

/* Sums over the kinds of allocation of one stack. */
struct cost {
	double allocations, bytes, peak_bytes, leaked_bytes, temporary;
};

struct attribution {
	const struct heaptrack_file *file;
	uint32_t program; /* index of the string */
	const char *root;
	struct cost *costs; /* of each trace, and first of none */
	struct evidence *evidence;
};

static struct scan string_at(const struct heaptrack_file *file, uint32_t index)
{
	return index ? file->strings[index - 1] : scan_text("", 0);
}

static uint32_t find_string(const struct heaptrack_file *file, const char *text)
{
	for (size_t i = 0; i < file->string_count; i++)
		if (scan_equals(&file->strings[i], text))
			return (uint32_t)i + 1;
	return 0;
}

static const struct heaptrack_ip *ip_of(const struct heaptrack_file *file,
					uint32_t trace)
{
	return &file->ips[file->traces[trace - 1].ip - 1];
}

static void add_costs(const struct heaptrack_file *file, struct cost *costs)
{
	for (size_t i = 0; i < file->info_count; i++) {
		const struct heaptrack_info *info = &file->infos[i];
		struct cost *cost = &costs[info->trace];
		double size = (double)info->size;

		cost->allocations += (double)info->count;
		cost->bytes += size * (double)info->count;
		cost->peak_bytes += size * (double)info->peak;
		cost->leaked_bytes += size * (double)info->live;
		cost->temporary += (double)info->temporary;
	}
}

/*
 * The innermost frame of IP that was written in the program: a header of the
 * system may put a function (a checking asprintf, say) inside of it.
 */
static const struct heaptrack_frame *
own_frame(const struct heaptrack_file *file, const struct heaptrack_ip *ip)
{
	const struct heaptrack_frame *frame = NULL;

	for (uint32_t i = 0; i < ip->frames; i++) {
		struct scan path;

		frame = &file->frames[ip->first + i];
		path = string_at(file, frame->file);
		if (!scan_starts(&path, "/usr/include/"))
			break;
	}
	return frame;
}

/* "[libc.so.6]": a function without a name. */
static void add_module(struct buf *out, struct scan path)
{
	const char *slash = memrchr(path.at, '/', scan_left(&path));

	if (slash)
		path.at = slash + 1;
	buf_adds(out, "[");
	if (scan_left(&path) > 0)
		buf_add(out, path.at, scan_left(&path));
	else
		buf_adds(out, "unknown");
	buf_adds(out, "]");
}

static void add_name(const struct heaptrack_file *file, struct buf *out,
		     const struct heaptrack_ip *ip,
		     const struct heaptrack_frame *frame)
{
	struct scan name = string_at(file, frame ? frame->function : 0);

	if (scan_left(&name) > 0)
		buf_add(out, name.at, scan_left(&name));
	else
		add_module(out, string_at(file, ip ? ip->module : 0));
}

/* The instruction that TRACE is charged to; NULL for a trace without any. */
static const struct heaptrack_ip *charged_ip(const struct attribution *to,
					     uint32_t trace)
{
	for (uint32_t t = trace; t; t = to->file->traces[t - 1].parent)
		if (ip_of(to->file, t)->module == to->program)
			return ip_of(to->file, t);
	return trace ? ip_of(to->file, trace) : NULL;
}

static struct evidence_site *find_site(const struct attribution *to,
				       uint32_t trace, struct buf *name,
				       struct buf *path)
{
	const struct heaptrack_file *file = to->file;
	const struct heaptrack_ip *ip = charged_ip(to, trace);
	bool own = ip && ip->module == to->program;
	const struct heaptrack_frame *frame = NULL;
	struct scan where = string_at(file, ip ? ip->module : 0);

	if (own)
		frame = own_frame(file, ip);
	else if (ip && ip->frames)
		frame = &file->frames[ip->first];
	if (own)
		where = string_at(file, frame ? frame->file : 0);
	add_name(file, name, ip, frame);
	buf_add(path, where.at, scan_left(&where));
	if (name->failed || path->failed)
		return NULL;
	return evidence_site(to->evidence, name->text,
			     path->len ? path_below(path->text, to->root)
				       : NULL,
			     own && frame ? frame->line : 0);
}

static int add_site(const struct attribution *to, uint32_t trace)
{
	const struct cost *cost = &to->costs[trace];
	struct evidence_site *site;
	struct buf name, path;

	buf_init(&name);
	buf_init(&path);
	site = find_site(to, trace, &name, &path);
	buf_release(&name);
	buf_release(&path);
	if (!site)
		return -1;
	evidence_add(&site->allocations, cost->allocations);
	evidence_add(&site->bytes, cost->bytes);
	evidence_add(&site->peak_bytes, cost->peak_bytes);
	evidence_add(&site->leaked_bytes, cost->leaked_bytes);
	evidence_add(&site->temporary, cost->temporary);
	return 0;
}

/* The frames of one instruction, outermost first. */
static void add_frames(const struct heaptrack_file *file, struct buf *out,
		       const struct heaptrack_ip *ip)
{
	for (uint32_t i = ip->frames; i > 0; i--) {
		if (out->len)
			buf_adds(out, ";");
		add_name(file, out, ip, &file->frames[ip->first + i - 1]);
	}
	if (ip->frames == 0) {
		if (out->len)
			buf_adds(out, ";");
		add_name(file, out, ip, NULL);
	}
}

static void add_cost(struct evidence_stack *stack, const struct cost *cost)
{
	evidence_add(&stack->weight, cost->allocations);
	evidence_add(&stack->bytes, cost->bytes);
	evidence_add(&stack->peak_bytes, cost->peak_bytes);
	evidence_add(&stack->leaked_bytes, cost->leaked_bytes);
}

static int add_stack(const struct attribution *to, uint32_t trace)
{
	uint32_t path[HEAPTRACK_DEPTH_MAX];
	struct evidence_stack *stack = NULL;
	struct buf frames;
	size_t depth = 0;

	buf_init(&frames);
	for (uint32_t t = trace; t; t = to->file->traces[t - 1].parent)
		path[depth++] = t;
	while (depth > 0)
		add_frames(to->file, &frames, ip_of(to->file, path[--depth]));
	if (frames.len == 0)
		buf_adds(&frames, "[unknown]");
	if (!frames.failed)
		stack = evidence_stack(to->evidence, frames.text);
	if (stack)
		add_cost(stack, &to->costs[trace]);
	buf_release(&frames);
	return stack ? 0 : -1;
}

static int add_traces(const struct attribution *to)
{
	struct evidence *evidence = to->evidence;

	for (uint32_t t = 0; t <= to->file->trace_count; t++) {
		const struct cost *cost = &to->costs[t];
		bool full =
			t && to->file->traces[t - 1].depth >= HEAPTRACK_FRAMES;

		if (cost->allocations == 0)
			continue;
		if (add_site(to, t) < 0 || add_stack(to, t) < 0)
			return -1;
		evidence_add(&evidence->allocations, cost->allocations);
		evidence_add(&evidence->bytes, cost->bytes);
		evidence_add(&evidence->leaked_bytes, cost->leaked_bytes);
		evidence_add(&evidence->truncated,
			     full ? cost->allocations : 0);
	}
	return 0;
}

int heaptrack_sites(const struct heaptrack_file *file, const char *program,
		    const char *root, struct evidence *evidence,
		    struct reason *why)
{
	struct attribution to = {
		.file = file,
		.program = find_string(file, program),
		.root = root,
		.evidence = evidence,
	};
	int status = -1;

	if (!to.program)
		return reason_set(why, "the recording does not mention %s",
				  program);
	to.costs = calloc(file->trace_count + 1, sizeof(*to.costs));
	if (to.costs) {
		add_costs(file, to.costs);
		status = add_traces(&to);
	}
	free(to.costs);
	if (status < 0)
		return reason_set(why,
				  "no memory for the sites of a recording");
	evidence_add(&evidence->peak_bytes, (double)file->peak_bytes);
	evidence->unit = "allocations";
	evidence->processes++;
	return 0;
}
