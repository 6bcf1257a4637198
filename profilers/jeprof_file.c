/*
 * jeprof_file.c: reads what jemalloc's heap profiler writes.
 *
 *	heap_v2/524288
 *	  t*: 28: 106496 [300: 1228800]
 *	  t0: 28: 106496 [300: 1228800]
 *	@ 0x7f0555aa2630 0x7f0555aa2d21
 *	  t*: 28: 106496 [300: 1228800]
 *	  t0: 28: 106496 [300: 1228800]
 *
 *	MAPPED_LIBRARIES:
 *
 * Sampled live objects and their bytes, and in brackets all that were ever
 * sampled; of the process, then of each stack; "t*" is the sum over the threads.
 * The first line has the mean number of bytes from one sample to the next.
 *
 * An allocation of SIZE is sampled with probability 1 - exp(-SIZE / INTERVAL), so
 * what was seen stands for so many times more: the correction that jeprof makes
 * (its AdjustSamples), and for which jemalloc 5.3 writes unbiased figures
 * (doc_internal/PROFILING_INTERNALS.md). SIZE is the mean size of the row.
 */
#include "jeprof_file.h"

#include <math.h>
#include <string.h>

#include "profilers/heapstack.h"

struct reader {
	struct scan text;
	struct heapplace place;
	double interval;
	struct evidence *evidence;
	struct reason *why;
};

struct row {
	double live, live_bytes, allocations, bytes;
};

/* A number and the sign that ends it. */
static bool take_number(struct scan *line, const char *end, double *value)
{
	struct scan word;

	return scan_word(line, &word) && scan_drop_tail(&word, end) &&
	       scan_number(&word, value) && scan_left(&word) == 0;
}

/* "  t*: 28: 106496 [300: 1228800]" */
static bool read_row(struct scan line, struct row *row)
{
	struct scan word;

	if (!scan_word(&line, &word) || !scan_equals(&word, "t*:") ||
	    !take_number(&line, ":", &row->live) ||
	    !take_number(&line, "", &row->live_bytes))
		return false;
	if (!scan_starts(&line, "["))
		return false;
	line.at++;
	return take_number(&line, ":", &row->allocations) &&
	       take_number(&line, "]", &row->bytes);
}

/* How many times more COUNT samples of so many BYTES stand for. */
static double scale(const struct reader *reader, double count, double bytes)
{
	/* From byte to byte: each allocation is a sample. */
	if (count == 0 || bytes == 0 || reader->interval <= 1)
		return 1;
	return 1 / -expm1(-bytes / count / reader->interval);
}

static int add_row(struct reader *reader, const struct heapstack *stack,
		   const struct row *row)
{
	double ever = scale(reader, row->allocations, row->bytes);
	double live = scale(reader, row->live, row->live_bytes);
	const struct heapcost cost = { row->allocations * ever,
				       row->bytes * ever,
				       row->live_bytes * live };

	if (heapstack_add(stack, &cost, &reader->place, reader->evidence) < 0)
		return reason_set(reader->why, "no memory for its sites");
	evidence_add(&reader->evidence->samples, row->allocations);
	return 0;
}

static int damaged(struct reader *reader)
{
	return reason_set(reader->why, "it is damaged, or cut short, in a "
				       "stack");
}

/* "@ 0x... 0x...", then its "t*", then a line for each thread. */
static int read_stacks(struct reader *reader)
{
	struct scan line;

	while (scan_line(&reader->text, &line)) {
		struct heapstack stack;
		struct row row;

		if (scan_starts(&line, "  t") || scan_left(&line) == 0)
			continue;
		if (!scan_starts(&line, "@ "))
			return damaged(reader);
		line.at += 2;
		if (!heapstack_read(line, &stack) ||
		    !scan_line(&reader->text, &line) || !read_row(line, &row))
			return damaged(reader);
		if (add_row(reader, &stack, &row) < 0)
			return -1;
	}
	return 0;
}

static int read_title(struct reader *reader)
{
	static const char title[] = "heap_v2/";
	struct scan line;

	if (scan_left(&reader->text) == 0)
		return reason_set(reader->why,
				  "it is empty: the program was killed");
	scan_line(&reader->text, &line);
	if (!scan_starts(&line, title))
		return reason_set(reader->why,
				  "it is no heap profile of jemalloc");
	line.at += strlen(title);
	if (!scan_number(&line, &reader->interval) || scan_left(&line) > 0 ||
	    reader->interval < 1)
		return reason_set(reader->why,
				  "it is damaged, or cut short, in its first "
				  "line");
	return 0;
}

int jeprof_parse(const char *text, size_t length, const char *root, bool names,
		 struct evidence *evidence, struct reason *why)
{
	struct reader reader = {
		.text = scan_text(text, length),
		.place = { .root = root, .allocator = "/libjemalloc" },
		.evidence = evidence,
		.why = why,
	};
	struct scan maps;
	int status;

	if (read_title(&reader) < 0 ||
	    heapstack_split(&reader.text, &maps, why) < 0)
		return -1;
	reader.place.resolver = resolver_open(maps, names, why);
	if (!reader.place.resolver)
		return -1;
	evidence->unit = "allocations";
	evidence_add(&evidence->samples, 0);
	evidence_add(&evidence->allocations, 0);
	evidence_add(&evidence->bytes, 0);
	evidence_add(&evidence->leaked_bytes, 0);
	status = read_stacks(&reader);
	resolver_close(reader.place.resolver);
	return status;
}
