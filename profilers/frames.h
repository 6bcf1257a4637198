/* frames.h: a call stack with names, on its way into the evidence. */
#ifndef TARE_FRAMES_H
#define TARE_FRAMES_H

#include <stddef.h>

#include "base/buf.h"
#include "profilers/evidence.h"
#include "profilers/scan.h"

/* One frame; what the tool does not know is empty. */
struct frame {
	struct scan function;
	struct scan file;   /* of its source, as the compiler was told */
	struct scan object; /* program or library */
	int line;	    /* 0 when unknown */
	bool inlined;	    /* its code is part of the next frame's function */
};

/*
 * "NAME (FILE:LINE)" or "NAME (in OBJECT)", as valgrind's tools print a frame;
 * a name that is "???" is unknown. False when it is neither.
 */
bool frame_read(struct scan text, struct frame *frame);

/* "NAME (OBJECT)", as perf prints a frame. */
bool frame_read_object(struct scan text, struct frame *frame);

/*
 * Leave only functions that have code of their own, which is what everybody counts:
 * what was inlined is a part of them. Returns how many, in the same order.
 */
size_t frames_emitted(struct frame *frames, size_t count);

/* Add its function; "[libc.so.6]" for one without a name, which has an object. */
void frame_name(const struct frame *frame, struct buf *out);

/* The frame that frames_site() charges; NULL without any frame. */
const struct frame *frames_own(const struct frame *frames, size_t count,
			       const char *root);

/*
 * Count SECONDS at the line of the innermost frame, if it is known; and, when that is not
 * PROGRAM's, as library time at the innermost line of PROGRAM. -1: out of memory.
 */
int frames_lines(const struct frame *frames, size_t depth, double seconds,
		 struct scan program, struct evidence *evidence);

/*
 * The site that an allocation with this stack, innermost frame first, belongs
 * to: the innermost function whose source is below ROOT, since a library
 * allocates on its behalf (of a ROOT that is empty, whose source is known and no
 * header of the system); without any, the innermost function, with its
 * object for the file. ROOT is dropped from the front of file names. NULL
 * without memory.
 */
struct evidence_site *frames_site(const struct frame *frames, size_t count,
				  const char *root, struct evidence *evidence);

/* The stack, which is "[unknown]" without frames. NULL without memory. */
struct evidence_stack *frames_stack(const struct frame *frames, size_t count,
				    struct evidence *evidence);

/*
 * Count COUNT samples of a stack: EVIDENCE's period is charged to the stack, as self
 * time to the innermost function, and as total time to each function on it, once. A
 * function without a name is "[OBJECT]", and unknown. -1: out of memory.
 */
int frames_sample(const struct frame *frames, size_t depth, double count,
		  struct evidence *evidence);

#endif
