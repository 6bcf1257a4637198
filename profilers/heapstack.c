/* heapstack.c: what the heap profilers that print "@ 0x... 0x..." have in common. */
#include "heapstack.h"

#include <math.h>
#include <string.h>

enum { FRAMES_MAX = 1024 };

bool heapstack_read(struct scan line, struct heapstack *stack)
{
	struct scan word;

	stack->count = 0;
	while (scan_word(&line, &word)) {
		uint64_t address;

		if (stack->count == HEAPSTACK_MAX || !scan_starts(&word, "0x"))
			return false;
		word.at += 2;
		if (!scan_hex(&word, &address) || address == 0)
			return false;
		stack->addresses[stack->count++] = address;
	}
	return stack->count > 0;
}

int heapstack_split(struct scan *text, struct scan *maps, struct reason *why)
{
	static const char title[] = "\nMAPPED_LIBRARIES:\n";
	const char *at =
		memmem(text->at, scan_left(text), title, strlen(title));

	if (!at)
		return reason_set(why, "it is cut short, before its mappings");
	*maps = (struct scan){ at + strlen(title), text->end };
	text->end = at + 1;
	return 0;
}

/* As evidence_add, where NAN to add changes nothing. */
static void add(double *to, double amount)
{
	if (!isnan(amount))
		evidence_add(to, amount);
}

/* How many of the innermost frames are the allocator's own. */
static size_t count_own(const struct frame *frames, size_t count,
			const char *allocator)
{
	size_t n = 0;

	while (allocator && n < count &&
	       memmem(frames[n].object.at,
		      (size_t)(frames[n].object.end - frames[n].object.at),
		      allocator, strlen(allocator)))
		n++;
	return n;
}

int heapstack_add(const struct heapstack *stack, const struct heapcost *cost,
		  const struct heapplace *place, struct evidence *evidence)
{
	struct frame frames[FRAMES_MAX];
	size_t count = resolver_stack(place->resolver, stack->addresses,
				      stack->count, false, frames, FRAMES_MAX);
	size_t skip = count_own(frames, count, place->allocator);
	struct evidence_site *site = NULL;
	struct evidence_stack *entry = NULL;

	if (count > 0)
		site = frames_site(frames + skip, count - skip, place->root,
				   evidence);
	if (site)
		entry = frames_stack(frames + skip, count - skip, evidence);
	if (!entry)
		return -1;
	add(&entry->weight, cost->allocations);
	add(&entry->bytes, cost->bytes);
	add(&entry->leaked_bytes, cost->live_bytes);
	add(&site->allocations, cost->allocations);
	add(&site->bytes, cost->bytes);
	add(&site->leaked_bytes, cost->live_bytes);
	add(&evidence->allocations, cost->allocations);
	add(&evidence->bytes, cost->bytes);
	add(&evidence->leaked_bytes, cost->live_bytes);
	return 0;
}
