/*
 * heapprofile.c: reads what gperftools' heap profiler writes.
 *
 *	heap profile:      3:      300 [   325:    20948] @ heapprofile
 *	     3:      300 [     3:      300] @ 0x5559c9c873ce 0x5559c9c871bd
 *
 *	MAPPED_LIBRARIES:
 *	5559c9c86000-5559c9c87000 r--p 00000000 00:00 2408452     /build/sample
 *
 * Live objects and bytes, and in brackets all that were ever allocated; first in
 * all, then of each stack. Bytes are those asked for.
 */
#include "heapprofile.h"

#include <string.h>

#include "profilers/heapstack.h"

struct row {
	double live, live_bytes, allocations, bytes;
};

/* A number that ends with END, which stands apart or not. */
static bool take_number(struct scan *line, const char *end, double *value)
{
	struct scan number;
	const char *at;

	scan_skip_spaces(line);
	at = memmem(line->at, scan_left(line), end, strlen(end));
	if (!at)
		return false;
	number = (struct scan){ line->at, at };
	line->at = at + strlen(end);
	return scan_number(&number, value) && scan_left(&number) == 0;
}

/* "     3:      300 [     3:      300] @ ", and LINE goes on behind it. */
static bool read_row(struct scan *line, struct row *row)
{
	return take_number(line, ":", &row->live) &&
	       take_number(line, " [", &row->live_bytes) &&
	       take_number(line, ":", &row->allocations) &&
	       take_number(line, "] @ ", &row->bytes);
}

static int read_title(struct scan *text, struct row *sum, struct reason *why)
{
	static const char title[] = "heap profile: ";
	struct scan line;

	if (scan_left(text) == 0)
		return reason_set(why, "it is empty: the program was killed");
	scan_line(text, &line);
	if (!scan_starts(&line, title))
		return reason_set(why, "it is no heap profile of gperftools");
	line.at += strlen(title);
	if (!read_row(&line, sum) || !scan_equals(&line, "heapprofile"))
		return reason_set(why, "it is damaged, or cut short, in its "
				       "first line");
	return 0;
}

static int read_stacks(struct scan text, const struct heapplace *place,
		       struct row *sum, struct evidence *evidence,
		       struct reason *why)
{
	struct scan line;

	while (scan_line(&text, &line)) {
		struct heapstack stack;
		struct heapcost cost;
		struct row row;

		if (scan_left(&line) == 0)
			continue;
		if (!read_row(&line, &row) || !heapstack_read(line, &stack))
			return reason_set(why, "it is damaged, in a stack");
		cost = (struct heapcost){ row.allocations, row.bytes,
					  row.live_bytes };
		if (heapstack_add(&stack, &cost, place, evidence) < 0)
			return reason_set(why, "no memory for its sites");
		evidence_add(&evidence->truncated,
			     stack.count >= HEAPPROFILE_FRAMES ?
				     row.allocations :
				     0);
		sum->allocations -= row.allocations;
		sum->bytes -= row.bytes;
		sum->live_bytes -= row.live_bytes;
	}
	if (sum->allocations != 0 || sum->bytes != 0 || sum->live_bytes != 0)
		return reason_set(why, "it is damaged: its stacks do not add "
				       "up to the sum in its first line");
	return 0;
}

int heapprofile_parse(const char *text, size_t length, const char *root,
		      bool names, struct evidence *evidence, struct reason *why)
{
	struct scan rest = scan_text(text, length);
	struct heapplace place = { .root = root };
	struct scan maps;
	struct row sum;
	int status;

	if (read_title(&rest, &sum, why) < 0)
		return -1;
	/* The mappings may follow the first line: keep its newline. */
	rest.at--;
	if (heapstack_split(&rest, &maps, why) < 0)
		return -1;
	place.resolver = resolver_open(maps, names, why);
	if (!place.resolver)
		return -1;
	evidence->unit = "allocations";
	evidence_add(&evidence->allocations, 0);
	evidence_add(&evidence->bytes, 0);
	evidence_add(&evidence->leaked_bytes, 0);
	status = read_stacks(rest, &place, &sum, evidence, why);
	resolver_close(place.resolver);
	return status;
}
