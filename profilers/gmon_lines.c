/* gmon_lines.c: where the samples and calls of a gmon.out file are in the source. */
#include "gmon_lines.h"

#include <stdbool.h>

#include "profilers/gmon.h"
#include "profilers/spots.h"
#include "profilers/symbols.h"

struct reader {
	struct spots spots;
	struct object *object;
	struct evidence *evidence;
	const struct gmon *gmon; /* known so far */
	bool no_memory;
};

static void add_samples(uint64_t address, unsigned count, void *data)
{
	struct reader *reader = data;
	const struct spot *spot =
		spots_at(&reader->spots, reader->object, address);
	double seconds = count / reader->gmon->rate;

	reader->no_memory |= !spot;
	if (!spot || reader->gmon->rate <= 0)
		return;
	spots_charge(&reader->spots, spot, SPOT_SELF, seconds);
	spots_self(&reader->spots, spot, seconds);
}

/*
 * glibc keeps a caller as one of so many bytes (gmon/gmon.c: HASHFRACTION times the
 * size of a pointer): which call it was follows from the code there.
 */
enum { CALLER_BYTES = 2 * sizeof(void *) };

/* The line of the call, if it is a direct one. -1: no memory. */
static int charge_call(struct reader *reader, uint64_t from, uint64_t to,
		       unsigned count)
{
	uint64_t end = object_call(reader->object, from, CALLER_BYTES, to);
	const struct spot *spot;

	if (end == 0)
		return 0;
	spot = spots_at(&reader->spots, reader->object, end - 1);
	if (!spot)
		return -1;
	spots_charge(&reader->spots, spot, SPOT_CALLS, count);
	return 0;
}

static void add_arc(uint64_t from, uint64_t to, unsigned count, void *data)
{
	struct reader *reader = data;
	const struct spot *callee;
	struct evidence_function *f;

	if (charge_call(reader, from, to, count) < 0)
		reader->no_memory = true;
	callee = spots_at(&reader->spots, reader->object, to);
	if (!callee) {
		reader->no_memory = true;
		return;
	}
	f = &reader->evidence->functions[reader->spots.pool[callee->first]];
	evidence_add(&f->calls, count);
}

/*
 * gprof itself would match any file with any program, and charge all calls to
 * whatever function comes last. The startup code records the range of the code,
 * which ends at the next multiple of its bin size.
 */
static int check_program(const struct gmon *gmon, const char *program,
			 struct reason *why)
{
	struct symbols *symbols = symbols_open(program, why);
	uint64_t low, end;

	if (!symbols)
		return -1;
	symbols_range(symbols, &low, &end);
	symbols_close(symbols);
	if (gmon->low >= low && gmon->low < end && gmon->high >= end &&
	    gmon->high - end < 16)
		return 0;
	return reason_set(why,
			  "it is of another program than %.200s: it watched "
			  "code up to 0x%llx, that one has code up to 0x%llx",
			  program, (unsigned long long)gmon->high,
			  (unsigned long long)end);
}

int gmon_lines_read(const void *bytes, size_t length, const char *program,
		    const char *root, struct evidence *evidence,
		    struct buf *notes, struct reason *why)
{
	const struct build_id any = { .length = 0 };
	struct gmon gmon;
	struct reader reader = { .evidence = evidence, .gmon = &gmon };
	const struct gmon_visitor visitor = { add_samples, add_arc, &reader };
	int status = -1;

	if (gmon_parse(bytes, length, &gmon, why) < 0 ||
	    check_program(&gmon, program, why) < 0)
		return -1;
	reader.object = object_open(program, &any);
	spots_init(&reader.spots, evidence, root);
	if (reader.object)
		status = gmon_visit(bytes, length, &gmon, &visitor, why);
	if (notes && reader.object && object_problem(reader.object))
		buf_addf(notes, "%s\n", object_problem(reader.object));
	if (!reader.object || reader.no_memory)
		status = reason_set(why, "no memory for its lines");
	evidence->unit = "seconds";
	evidence->period = 1 / gmon.rate;
	evidence->samples = gmon.samples;
	evidence->processes = 1;
	spots_release(&reader.spots);
	object_close(reader.object);
	return status;
}
