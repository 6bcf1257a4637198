/* spots.c: instructions that a profile has counted, with the evidence they are in. */
#include "spots.h"

#include <stdlib.h>

#include "base/buf.h"
#include "profilers/array.h"
#include "profilers/frames.h"
#include "profilers/inlined.h"
#include "profilers/symbols.h"

void spots_init(struct spots *spots, struct evidence *evidence,
		const char *root)
{
	*spots = (struct spots){ .evidence = evidence, .root = root };
}

void spots_release(struct spots *spots)
{
	free(spots->slots);
	free(spots->pool);
	free(spots->seen);
	*spots = (struct spots){ 0 };
}

void spots_stack(struct spots *spots)
{
	spots->stack++;
}

/* Where it is, or would be. (Fibonacci hashing: Knuth, TAOCP 3, 1998, 6.4.) */
static struct spot *find_slot(struct spot *slots, size_t room,
			      const struct object *object, uint64_t address)
{
	uint64_t hash = (address ^ (uint64_t)(uintptr_t)object) *
			UINT64_C(0x9e3779b97f4a7c15);
	size_t at = (size_t)(hash >> 32) & (room - 1);

	while (slots[at].object && (slots[at].object != object ||
				    slots[at].address != address))
		at = (at + 1) & (room - 1);
	return &slots[at];
}

static int grow(struct spots *spots)
{
	size_t room = spots->room ? 2 * spots->room : 1024;
	struct spot *slots;

	if (2 * spots->used < spots->room)
		return 0;
	slots = calloc(room, sizeof(*slots));
	if (!slots)
		return -1;
	for (size_t i = 0; i < spots->room; i++)
		if (spots->slots[i].object)
			*find_slot(slots, room, spots->slots[i].object,
				   spots->slots[i].address) = spots->slots[i];
	free(spots->slots);
	spots->slots = slots;
	spots->room = room;
	return 0;
}

/* The function of FRAME, or "[OBJECT]" for one without a name. */
static int add_function(struct spots *spots, const struct frame *frame,
			struct buf *name)
{
	struct evidence_function *function;
	size_t *grown;

	buf_clear(name);
	frame_name(frame, name);
	function = name->failed ? NULL :
				  evidence_function(spots->evidence,
						    name->text);
	grown = array_grow(spots->pool, spots->pool_count, sizeof(*grown));
	if (grown)
		spots->pool = grown;
	if (!function || !grown)
		return -1;
	grown[spots->pool_count++] =
		(size_t)(function - spots->evidence->functions);
	return 0;
}

static int add_line(struct spots *spots, const struct frame *frame,
		    struct spot *spot, struct buf *path)
{
	struct evidence_function *functions = spots->evidence->functions;
	struct evidence_line *line;

	if (scan_left(&frame->file) == 0 || frame->line <= 0)
		return 0;
	buf_clear(path);
	buf_add(path, frame->file.at, scan_left(&frame->file));
	line = path->failed ? NULL :
			      evidence_line(spots->evidence,
					    path_below(path->text, spots->root),
					    frame->line);
	if (!line ||
	    evidence_take(&line->function,
			  functions[spots->pool[spot->first]].name) < 0)
		return -1;
	if (spot->count > 1 &&
	    evidence_take(&line->into,
			  functions[spots->pool[spot->first + spot->count - 1]]
				  .name) < 0)
		return -1;
	spot->line = (size_t)(line - spots->evidence->lines);
	return 0;
}

static int resolve(struct spots *spots, struct object *object,
		   uint64_t address, struct spot *spot)
{
	struct frame frames[INLINED_MAX];
	size_t count = object_frames(object, address, frames, INLINED_MAX);
	struct buf text;
	int status = 0;

	*spot = (struct spot){ .object = object,
			       .address = address,
			       .line = SIZE_MAX,
			       .first = spots->pool_count };
	buf_init(&text);
	for (size_t i = 0; i < count && status == 0; i++)
		status = add_function(spots, &frames[i], &text);
	spot->count = spots->pool_count - spot->first;
	if (status == 0)
		status = add_line(spots, &frames[0], spot, &text);
	buf_release(&text);
	return status;
}

const struct spot *spots_at(struct spots *spots, struct object *object,
			    uint64_t address)
{
	struct spot *slot, spot;

	if (grow(spots) < 0)
		return NULL;
	slot = find_slot(spots->slots, spots->room, object, address);
	if (slot->object)
		return slot;
	if (resolve(spots, object, address, &spot) < 0)
		return NULL;
	*slot = spot;
	spots->used++;
	return slot;
}

void spots_charge(struct spots *spots, const struct spot *spot,
		  enum spot_cost cost, double amount)
{
	struct evidence_line *line;

	if (spot->line == SIZE_MAX)
		return;
	line = &spots->evidence->lines[spot->line];
	evidence_add(cost == SPOT_SELF	  ? &line->self :
		     cost == SPOT_KERNEL  ? &line->kernel :
		     cost == SPOT_LIBRARY ? &line->library :
					    &line->calls,
		     amount);
}

void spots_self(struct spots *spots, const struct spot *spot, double amount)
{
	struct evidence *evidence = spots->evidence;

	evidence_add(&evidence->functions[spots->pool[spot->first]].self,
		     amount);
}

/* Whether FUNCTION is on the stack at hand for the first time; -1: no memory. */
static int is_new(struct spots *spots, size_t function)
{
	while (spots->seen_count <= function) {
		uint64_t *grown = array_grow(spots->seen, spots->seen_count,
					     sizeof(*grown));

		if (!grown)
			return -1;
		spots->seen = grown;
		spots->seen_count++;
	}
	if (spots->seen[function] == spots->stack)
		return 0;
	spots->seen[function] = spots->stack;
	return 1;
}

int spots_total(struct spots *spots, const struct spot *spot, double amount)
{
	for (size_t i = 0; i < spot->count; i++) {
		size_t at = spots->pool[spot->first + i];
		struct evidence_function *f = &spots->evidence->functions[at];
		int new = is_new(spots, at);

		if (new < 0)
			return -1;
		evidence_add(&f->self, 0);
		if (new)
			evidence_add(&f->total, amount);
	}
	return 0;
}
