/*
 * object.h: one program or library on disk: where its code comes from.
 *
 * Life cycle: object_open(), use, object_close(). An object that cannot be used is one
 * too: it has no names, and says why.
 */
#ifndef TARE_OBJECT_H
#define TARE_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/reason.h"
#include "profilers/frames.h"

enum { BUILD_ID_MAX = 20 };

/* What the linker stamped into a file; length 0: not known. */
struct build_id {
	unsigned char bytes[BUILD_ID_MAX];
	size_t length;
};

struct object;

/*
 * PATH as it was mapped; with ID, one of another build is not used, but a debug file of
 * that build is looked for. NULL: out of memory.
 */
struct object *object_open(const char *path, const struct build_id *id);
void object_close(struct object *object);

const char *object_path(const struct object *object);

/* Why it has no names or no lines: "it is stripped"; NULL when it has both. */
const char *object_problem(const struct object *object);

/* The address, as linked, of what is at OFFSET of the file. */
uint64_t object_address(const struct object *object, uint64_t offset);

/* How far the file's code is moved by a mapping of OFFSET at START. */
uint64_t object_bias(const struct object *object, uint64_t start,
		     uint64_t offset);

/*
 * Frames of the code at ADDRESS, as linked, innermost first, at most MOST: at least one,
 * without a name where there is none. C++ names are readable. The strings live as long
 * as OBJECT.
 */
size_t object_frames(struct object *object, uint64_t address,
		     struct frame *frames, size_t most);

/*
 * Where a call of what is at TO, or a few bytes before, returns to, in the SIZE bytes of
 * code from ADDRESS on; 0 when none of them is the end of a direct call of it.
 */
uint64_t object_call(struct object *object, uint64_t address, size_t size,
		     uint64_t to);

#endif
