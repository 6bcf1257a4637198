/* frames.c: a call stack with names, on its way into the evidence. */
#include "frames.h"

#include <string.h>

#include "base/buf.h"
#include "profilers/symbols.h"

static const struct scan nothing = { "", "" };

/* Where the last TEXT in SCAN starts; NULL when there is none. */
static const char *last_of(const struct scan *scan, const char *text)
{
	size_t length = strlen(text);

	for (const char *p = scan->end; p - scan->at >= (long)length; p--)
		if (memcmp(p - length, text, length) == 0)
			return p - length;
	return NULL;
}

/* "FILE:LINE" */
static bool read_place(struct scan text, struct frame *frame)
{
	const char *colon = memrchr(text.at, ':', scan_left(&text));
	struct scan digits = { colon ? colon + 1 : text.end, text.end };
	double line;

	if (!colon || colon == text.at || !scan_number(&digits, &line) ||
	    line >= 1e9)
		return false;
	frame->file = (struct scan){ text.at, colon };
	frame->line = (int)line;
	return true;
}

bool frame_read(struct scan text, struct frame *frame)
{
	const char *open = last_of(&text, " (");
	struct scan place = { open ? open + 2 : text.end, text.end };

	*frame = (struct frame){ text, nothing, nothing, 0, false };
	if (open) {
		if (!scan_drop_tail(&place, ")"))
			return false;
		frame->function.end = open;
		if (scan_starts(&place, "in "))
			frame->object = (struct scan){ place.at + 3,
						       place.end };
		else if (!read_place(place, frame))
			return false;
	}
	if (scan_left(&frame->function) == 0)
		return false;
	if (scan_equals(&frame->function, "???"))
		frame->function = nothing;
	return true;
}

bool frame_read_object(struct scan text, struct frame *frame)
{
	const char *open = last_of(&text, " (");
	struct scan object = { open ? open + 2 : text.end, text.end };

	*frame = (struct frame){ text, nothing, nothing, 0, false };
	if (!open || open == text.at || !scan_drop_tail(&object, ")"))
		return false;
	frame->function.end = open;
	frame->object = object;
	return true;
}

/* Whether the source is the program's: where no root is known, anybody's own. */
static bool is_own(const struct frame *frame, const char *root)
{
	if (*root)
		return scan_starts(&frame->file, root);
	return scan_left(&frame->file) > 0 &&
	       !scan_starts(&frame->file, "/usr/include/");
}

size_t frames_emitted(struct frame *frames, size_t count)
{
	size_t left = 0;

	for (size_t i = 0; i < count; i++)
		if (!frames[i].inlined)
			frames[left++] = frames[i];
	return left;
}

/* "[libc.so.6]" is a function without a name. */
void frame_name(const struct frame *frame, struct buf *out)
{
	struct scan object = frame->object;
	const char *slash = memrchr(object.at, '/', scan_left(&object));

	if (scan_left(&frame->function) > 0) {
		buf_add(out, frame->function.at, scan_left(&frame->function));
		return;
	}
	if (slash)
		object.at = slash + 1;
	if (scan_left(&object) == 0)
		object = scan_text("unknown", strlen("unknown"));
	buf_adds(out, "[");
	buf_add(out, object.at, scan_left(&object));
	buf_adds(out, "]");
}

const struct frame *frames_own(const struct frame *frames, size_t count,
			       const char *root)
{
	for (size_t i = 0; i < count; i++)
		if (is_own(&frames[i], root))
			return &frames[i];
	return count ? &frames[0] : NULL;
}

struct evidence_site *frames_site(const struct frame *frames, size_t count,
				  const char *root, struct evidence *evidence)
{
	static const struct frame unknown = { { "", "" }, { "", "" },
					      { "", "" }, 0, false };
	const struct frame *own = frames_own(frames, count, root);
	const struct frame *frame = own ? own : &unknown;
	struct evidence_site *site = NULL;
	struct buf name, path;

	buf_init(&name);
	buf_init(&path);
	frame_name(frame, &name);
	if (scan_left(&frame->file) > 0)
		buf_add(&path, frame->file.at, scan_left(&frame->file));
	else
		buf_add(&path, frame->object.at, scan_left(&frame->object));
	if (!name.failed && !path.failed)
		site = evidence_site(evidence, name.text,
				     path.len ? path_below(path.text, root) :
						NULL,
				     frame->line);
	buf_release(&name);
	buf_release(&path);
	return site;
}

struct evidence_stack *frames_stack(const struct frame *frames, size_t count,
				    struct evidence *evidence)
{
	struct evidence_stack *stack = NULL;
	struct buf text;

	buf_init(&text);
	for (size_t i = count; i > 0; i--) {
		frame_name(&frames[i - 1], &text);
		if (i > 1)
			buf_adds(&text, ";");
	}
	if (count == 0)
		buf_adds(&text, "[unknown]");
	if (!text.failed)
		stack = evidence_stack(evidence, text.text);
	buf_release(&text);
	return stack;
}

static bool same_text(const struct scan *a, const struct scan *b)
{
	return scan_left(a) == scan_left(b) &&
	       memcmp(a->at, b->at, scan_left(a)) == 0;
}

/* Whether frame I's function is further in, too: then it is counted already. */
static bool is_inside(const struct frame *frames, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (same_text(&frames[i].function, &frames[j].function) &&
		    same_text(&frames[i].object, &frames[j].object))
			return true;
	return false;
}

static struct evidence_function *frame_function(const struct frame *frame,
						struct evidence *evidence)
{
	struct evidence_function *function = NULL;
	struct buf name;

	buf_init(&name);
	frame_name(frame, &name);
	if (!name.failed)
		function = evidence_function(evidence, name.text);
	buf_release(&name);
	return function;
}

int frames_sample(const struct frame *frames, size_t depth, double count,
		  struct evidence *evidence)
{
	struct evidence_stack *stack = frames_stack(frames, depth, evidence);
	double seconds = count * evidence->period;
	bool known = depth > 0 && scan_left(&frames[0].function) > 0;

	if (!stack)
		return -1;
	evidence_add(&stack->weight, seconds);
	evidence_add(&evidence->samples, count);
	evidence_add(&evidence->unknown, known ? 0 : count);
	for (size_t i = 0; i < depth; i++) {
		struct evidence_function *f;

		if (is_inside(frames, i))
			continue;
		f = frame_function(&frames[i], evidence);
		if (!f)
			return -1;
		evidence_add(&f->self, i == 0 ? seconds : 0);
		evidence_add(&f->total, seconds);
	}
	return 0;
}

/* The line of FRAME in *LINE, NULL when it is not known. -1: out of memory. */
static int find_line(const struct frame *frame, struct evidence *evidence,
		     struct evidence_line **line)
{
	struct buf text;
	int status = 0;

	*line = NULL;
	if (scan_left(&frame->file) == 0 || frame->line <= 0)
		return 0;
	buf_init(&text);
	buf_add(&text, frame->file.at, scan_left(&frame->file));
	if (!text.failed)
		*line = evidence_line(evidence, text.text, frame->line);
	buf_clear(&text);
	frame_name(frame, &text);
	if (text.failed || !*line ||
	    evidence_take(&(*line)->function, text.text) < 0)
		status = -1;
	buf_release(&text);
	return status;
}

int frames_lines(const struct frame *frames, size_t depth, double seconds,
		 struct scan program, struct evidence *evidence)
{
	struct evidence_line *line;
	size_t i = 0;

	if (depth == 0)
		return 0;
	if (find_line(&frames[0], evidence, &line) < 0)
		return -1;
	if (line)
		evidence_add(&line->self, seconds);
	while (i < depth && !same_text(&frames[i].object, &program))
		i++;
	if (i == 0 || i == depth)
		return 0;
	if (find_line(&frames[i], evidence, &line) < 0)
		return -1;
	if (line)
		evidence_add(&line->library, seconds);
	return 0;
}
