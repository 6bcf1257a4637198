/*
 * massif_file.c: reads a massif.out file.
 *
 * A header, then snapshots of the heap over time. One of them is the peak:
 *
 *	mem_heap_B=308
 *	heap_tree=peak
 *	n2: 308 (heap allocation functions) malloc/new/new[], --alloc-fns, etc.
 *	 n1: 300 0x1093CD: leak (/build/sample.c:100)
 *	  n0: 300 0x1091BC: main (/build/sample.c:139)
 *	 n0: 8 in 1 place, below massif's threshold (1.00%)
 *
 * "nCOUNT: BYTES" is a function with COUNT callers below it, indented by its
 * depth, whose bytes add up to its own.
 */
#include "massif_file.h"

#include <stdbool.h>
#include <string.h>

#include "profilers/frames.h"

struct node {
	size_t callers;
	double bytes;
	struct scan what; /* the rest of its line */
};

struct reader {
	struct scan text;
	const char *root;
	struct evidence *evidence;
	struct reason *why;
	struct frame path[MASSIF_DEPTH_MAX]; /* innermost first */
};

static int damaged(struct reader *reader)
{
	return reason_set(reader->why, "it is damaged, or cut short, in the "
				       "tree of its peak");
}

/* A node at DEPTH, from a line that has its newline. */
static bool read_node(struct reader *reader, size_t depth, struct node *node)
{
	struct scan line, word;
	double callers;

	if (!memchr(reader->text.at, '\n', scan_left(&reader->text)) ||
	    !scan_line(&reader->text, &line) || scan_left(&line) < depth)
		return false;
	for (size_t i = 0; i < depth; i++)
		if (*line.at++ != ' ')
			return false;
	if (!scan_starts(&line, "n") || !scan_word(&line, &word) ||
	    !scan_drop_tail(&word, ":"))
		return false;
	word.at++;
	/* Each of its callers has a line of its own. */
	if (!scan_number(&word, &callers) ||
	    callers > (double)scan_left(&reader->text) ||
	    !scan_number(&line, &node->bytes))
		return false;
	node->callers = (size_t)callers;
	node->what = line;
	return true;
}

static int add_leaf(struct reader *reader, size_t depth, double bytes)
{
	struct evidence *evidence = reader->evidence;
	struct evidence_stack *stack =
		frames_stack(reader->path, depth, evidence);
	struct evidence_site *site =
		frames_site(reader->path, depth, reader->root, evidence);

	if (!stack || !site)
		return reason_set(reader->why, "no memory for its sites");
	evidence_add(&stack->weight, bytes);
	evidence_add(&site->peak_bytes, bytes);
	return 0;
}

/* "0x1093CD: leak (/build/sample.c:100)", or a sum of what is too small. */
static bool read_frame(struct node *node, struct frame *frame)
{
	static const char small[] = "[below threshold]";
	const char *colon = memchr(node->what.at, ':', scan_left(&node->what));
	struct scan text = { colon ? colon + 1 : node->what.end,
			     node->what.end };

	if (scan_starts(&node->what, "in ") && node->callers == 0) {
		*frame = (struct frame){ scan_text(small, strlen(small)),
					 { "", "" },
					 { "", "" },
					 0, false };
		return true;
	}
	if (!colon || !scan_starts(&node->what, "0x"))
		return false;
	scan_skip_spaces(&text);
	return frame_read(text, frame);
}

/*
 * The callers of NODE, which is at DEPTH. A stack that massif cut, since its
 * callers are all below the threshold, has one child that says so.
 */
static int read_callers(struct reader *reader, const struct node *node,
			size_t depth)
{
	double sum = 0;

	if (node->callers == 0)
		return add_leaf(reader, depth, node->bytes);
	if (depth == MASSIF_DEPTH_MAX)
		return damaged(reader);
	for (size_t i = 0; i < node->callers; i++) {
		struct node child;

		if (!read_node(reader, depth + 1, &child) ||
		    !read_frame(&child, &reader->path[depth]))
			return damaged(reader);
		if (read_callers(reader, &child, depth + 1) < 0)
			return -1;
		sum += child.bytes;
	}
	return sum == node->bytes ? 0 : damaged(reader);
}

/* The tree of the peak, whose snapshot has BYTES in all. */
static int read_tree(struct reader *reader, double bytes)
{
	struct node root;

	if (!read_node(reader, 0, &root) || root.bytes != bytes)
		return damaged(reader);
	if (read_callers(reader, &root, 0) < 0)
		return -1;
	evidence_add(&reader->evidence->peak_bytes, bytes);
	return 0;
}

static int read_snapshots(struct reader *reader)
{
	static const char key[] = "mem_heap_B=";
	struct scan line;
	double bytes = -1;

	while (scan_line(&reader->text, &line)) {
		if (scan_starts(&line, key)) {
			line.at += strlen(key);
			if (!scan_number(&line, &bytes))
				bytes = -1;
		} else if (scan_equals(&line, "heap_tree=peak")) {
			return read_tree(reader, bytes);
		}
	}
	return reason_set(reader->why,
			  "it has no peak: it is cut short, or the program "
			  "never freed any memory");
}

int massif_parse(const char *text, size_t length, const char *root,
		 struct evidence *evidence, struct reason *why)
{
	struct reader reader = {
		.text = scan_text(text, length),
		.root = root,
		.evidence = evidence,
		.why = why,
	};

	if (length == 0)
		return reason_set(why, "it is empty: the program was killed");
	if (!scan_starts(&reader.text, "desc: "))
		return reason_set(why, "it is no massif.out file");
	evidence->unit = "bytes";
	return read_snapshots(&reader);
}
