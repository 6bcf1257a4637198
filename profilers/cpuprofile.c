/*
 * cpuprofile.c: reads what gperftools' CPU profiler writes.
 *
 * The format is in gperftools' docs/cpuprofile-fileformat.html, in words of the
 * machine's size and order: a header 0, 3, 0, PERIOD (microseconds), 0; records
 * COUNT, DEPTH and so many addresses, innermost first, of which the first was
 * running and the others are returned to; a trailer 0, 1, 0; then the text of
 * /proc/self/maps.
 */
#include "cpuprofile.h"

#include <string.h>

#include "profilers/resolver.h"

struct reader {
	const char *bytes;
	size_t words; /* that fit */
	size_t at;    /* the next word */
	size_t end;   /* of the records: where the trailer is */
	struct resolver *resolver;
	struct evidence *evidence;
};

static uint64_t word_at(const struct reader *reader, size_t i)
{
	uint64_t word;

	memcpy(&word, reader->bytes + i * sizeof(word), sizeof(word));
	return word;
}

static int read_header(struct reader *reader, struct reason *why)
{
	uint64_t period;

	if (reader->words < 5 || word_at(reader, 0) != 0 ||
	    word_at(reader, 1) != 3 || word_at(reader, 2) != 0)
		return reason_set(why, "it is no CPU profile of gperftools");
	period = word_at(reader, 3);
	if (period == 0 || period > 1000000000)
		return reason_set(why, "it is damaged: a period of %llu us",
				  (unsigned long long)period);
	reader->evidence->period = (double)period / 1e6;
	reader->at = 5;
	return 0;
}

/* Find the trailer, by the depths of the records. */
static int find_end(struct reader *reader, struct reason *why)
{
	size_t at = reader->at;

	while (reader->words - at >= 3) {
		uint64_t count = word_at(reader, at);
		uint64_t depth = word_at(reader, at + 1);

		if (count == 0) {
			if (depth != 1 || word_at(reader, at + 2) != 0)
				break;
			reader->end = at;
			return 0;
		}
		if (depth == 0 || depth > CPUPROFILE_DEPTH_MAX ||
		    depth > reader->words - at - 2)
			break;
		at += 2 + depth;
	}
	return reason_set(why, "it is damaged, or cut short, in its samples");
}

static int add_record(struct reader *reader, double count, size_t depth)
{
	uint64_t addresses[CPUPROFILE_DEPTH_MAX];
	struct frame frames[CPUPROFILE_DEPTH_MAX];
	size_t frame_count;

	memcpy(addresses, reader->bytes + (reader->at + 2) * sizeof(uint64_t),
	       depth * sizeof(uint64_t));
	frame_count = resolver_stack(reader->resolver, addresses, depth, true,
				     frames, CPUPROFILE_DEPTH_MAX);
	if (frame_count == 0)
		return -1;
	evidence_add(&reader->evidence->truncated,
		     depth >= CPUPROFILE_STACK_MAX ? count : 0);
	if (frames_lines(frames, frame_count,
			 count * reader->evidence->period,
			 resolver_program(reader->resolver),
			 reader->evidence) < 0)
		return -1;
	frame_count = frames_emitted(frames, frame_count);
	return frames_sample(frames, frame_count, count, reader->evidence);
}

static int add_records(struct reader *reader, struct reason *why)
{
	while (reader->at < reader->end) {
		size_t depth = (size_t)word_at(reader, reader->at + 1);

		if (add_record(reader, (double)word_at(reader, reader->at),
			       depth) < 0)
			return reason_set(why, "no memory for samples");
		reader->at += 2 + depth;
	}
	return 0;
}

int cpuprofile_parse(const void *bytes, size_t length, bool names,
		     struct evidence *evidence, struct reason *why)
{
	struct reader reader = { .bytes = bytes,
				 .words = length / sizeof(uint64_t),
				 .evidence = evidence };
	struct scan maps;
	int status;

	if (length == 0)
		return reason_set(why, "it is empty: the program was killed");
	if (read_header(&reader, why) < 0 || find_end(&reader, why) < 0)
		return -1;
	maps = scan_text(reader.bytes + (reader.end + 3) * sizeof(uint64_t),
			 length - (reader.end + 3) * sizeof(uint64_t));
	if (scan_left(&maps) == 0 || maps.end[-1] != '\n')
		return reason_set(why, "it is cut short, in its mappings");
	reader.resolver = resolver_open(maps, names, why);
	if (!reader.resolver)
		return -1;
	evidence->unit = "seconds";
	evidence_add(&evidence->samples, 0);
	evidence_add(&evidence->unknown, 0);
	evidence_add(&evidence->truncated, 0);
	status = add_records(&reader, why);
	resolver_close(reader.resolver);
	return status;
}
