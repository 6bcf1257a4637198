/* perf_lines.c: where the time went by source line, from a perf.data file. */
#include "perf_lines.h"

#include <stdlib.h>
#include <string.h>

#include "profilers/perf_maps.h"
#include "profilers/perf_unwind.h"
#include "profilers/spots.h"

struct reader {
	struct perf_file file;
	struct perf_maps maps;
	struct spots spots;
	struct evidence *evidence;
	const struct perf_event *event; /* that is counted */
	double scale;			/* from its period to the unit */
	struct perf_unwind **unwinders; /* of each process; made when needed */
	const char *fault;		/* of a record; NULL: none yet */
};

/* The frames of a sample that are not the kernel's, innermost first. */
struct walk {
	uint64_t addresses[PERF_CHAIN_MAX];
	size_t count;
};

/* What perf adds to tell of new processes has no time of its own. */
static int choose_event(struct reader *reader, struct reason *why)
{
	const struct perf_event *events = reader->file.events;
	bool clock;

	for (size_t i = 0; i < reader->file.event_count && !reader->event; i++)
		if (strcmp(events[i].name, "dummy") != 0)
			reader->event = &events[i];
	if (!reader->event)
		return reason_set(why, "it has no event that counts anything");
	clock = strstr(reader->event->name, "clock") != NULL;
	reader->scale = clock ? 1e-9 : 1;
	if (evidence_set_unit(reader->evidence,
			      clock ? "seconds" : reader->event->name) < 0)
		return reason_set(why, "no memory for evidence");
	return 0;
}

static int set_note(struct reader *reader, struct reason *why)
{
	const struct perf_event_attr *attr = &reader->event->attr;
	struct buf note;
	int status;

	buf_init(&note);
	buf_addf(&note, attr->freq ? "%s, %llu Hz" : "%s, each %llu",
		 reader->event->name, (unsigned long long)attr->sample_freq);
	if (attr->sample_type & PERF_SAMPLE_STACK_USER)
		buf_addf(&note, ", dwarf %u B", attr->sample_stack_user);
	else if (attr->sample_type & PERF_SAMPLE_CALLCHAIN)
		buf_adds(&note, ", fp");
	status = note.failed ? -1 : evidence_set_note(reader->evidence,
						      note.text);
	buf_release(&note);
	return status < 0 ? reason_set(why, "no memory for evidence") : 0;
}

/* Marks tell whose the addresses behind them are. */
static void walk_chain(const struct perf_sample *sample, struct walk *walk)
{
	bool user = !sample->kernel;

	for (size_t i = 0; i < sample->chain_count; i++) {
		uint64_t ip;

		memcpy(&ip, &sample->chain[i], sizeof(ip));
		if (ip >= (uint64_t)PERF_CONTEXT_MAX)
			user = ip == (uint64_t)PERF_CONTEXT_USER;
		else if (user)
			walk->addresses[walk->count++] = ip;
	}
}

static struct perf_unwind *unwinder(struct reader *reader,
				    const struct perf_process *process)
{
	size_t at = (size_t)(process - reader->maps.processes);

	if (!reader->unwinders)
		reader->unwinders = calloc(reader->maps.process_count,
					   sizeof(struct perf_unwind *));
	if (!reader->unwinders)
		return NULL;
	if (!reader->unwinders[at])
		reader->unwinders[at] =
			perf_unwind_open(&reader->maps, process);
	return reader->unwinders[at];
}

static void walk_sample(struct reader *reader,
			const struct perf_process *process,
			const struct perf_sample *sample, struct walk *walk)
{
	struct perf_unwind *unwind = NULL;

	walk->count = 0;
	if (sample->registers && sample->stack_size > 0)
		unwind = unwinder(reader, process);
	if (unwind)
		walk->count = perf_unwind_stack(unwind, sample, walk->addresses,
						PERF_CHAIN_MAX);
	if (walk->count == 0)
		walk_chain(sample, walk);
	if (walk->count == 0 && !sample->kernel)
		walk->addresses[walk->count++] = sample->ip;
}

/* The spot of ADDRESS; *INDEX is its object. NULL: it is nowhere, or no memory. */
static const struct spot *spot_of(struct reader *reader,
				  const struct perf_process *process,
				  uint64_t address, uint32_t *index)
{
	const struct perf_map *map =
		perf_maps_find(&reader->maps, process, address);
	struct object *object;

	if (!map)
		return NULL;
	*index = map->object;
	object = perf_maps_object(&reader->maps, map->object);
	if (!object)
		return NULL;
	return spots_at(&reader->spots, object,
			object_address(object, address - map->start +
						       map->offset));
}

/* Time in what has no name of its own. */
static int charge_name(struct reader *reader, const char *name, double amount)
{
	struct evidence_function *f = evidence_function(reader->evidence, name);

	if (!f)
		return -1;
	evidence_add(&f->self, amount);
	evidence_add(&f->total, amount);
	return 0;
}

static int charge_leaf(struct reader *reader, const struct spot *spot,
		       const struct perf_sample *sample, double amount)
{
	if (sample->kernel)
		return charge_name(reader, "[kernel]", amount);
	if (!spot) {
		evidence_add(&reader->evidence->unknown, 1);
		return charge_name(reader, "[unknown]", amount);
	}
	spots_charge(&reader->spots, spot, SPOT_SELF, amount);
	spots_self(&reader->spots, spot, amount);
	return 0;
}

static int charge(struct reader *reader, const struct perf_process *process,
		  const struct perf_sample *sample, const struct walk *walk,
		  double amount)
{
	uint32_t program = perf_maps_program(&reader->maps, process);
	bool charged = false;

	spots_stack(&reader->spots);
	if (walk->count == 0)
		return charge_leaf(reader, NULL, sample, amount);
	for (size_t i = 0; i < walk->count; i++) {
		uint32_t object = PERF_NOWHERE;
		const struct spot *spot =
			spot_of(reader, process,
				walk->addresses[i] - (i > 0), &object);

		if (i == 0 && charge_leaf(reader, spot, sample, amount) < 0)
			return -1;
		if (spot && spots_total(&reader->spots, spot, amount) < 0)
			return -1;
		if (!spot || charged || object != program)
			continue;
		charged = true;
		if (i > 0 || sample->kernel)
			spots_charge(&reader->spots, spot,
				     sample->kernel ? SPOT_KERNEL :
						      SPOT_LIBRARY,
				     amount);
	}
	return 0;
}

static int add_sample(struct reader *reader,
		      const struct perf_event_header *record)
{
	const struct perf_process *process;
	struct perf_sample sample;
	struct walk walk;
	double amount;

	if (perf_sample_read(&reader->file, record, &sample) < 0) {
		reader->fault = "it is damaged: a sample that cannot be read";
		return -1;
	}
	if (sample.event != reader->event)
		return 0;
	amount = (double)sample.period * reader->scale;
	evidence_add(&reader->evidence->samples, 1);
	process = perf_maps_process(&reader->maps, sample.pid);
	if (!process)
		return charge_leaf(reader, NULL, &sample, amount);
	walk_sample(reader, process, &sample, &walk);
	return charge(reader, process, &sample, &walk, amount);
}

/* id, and how many were lost. */
static void add_lost(struct reader *reader,
		     const struct perf_event_header *record)
{
	uint64_t body[2];

	if (record->size < sizeof(*record) + sizeof(body))
		return;
	memcpy(body, record + 1, sizeof(body));
	evidence_add(&reader->evidence->lost, (double)body[1]);
}

static int take_record(const struct perf_file *file,
		       const struct perf_event_header *record, void *data)
{
	struct reader *reader = data;

	(void)file;
	if (record->type == PERF_RECORD_SAMPLE)
		return add_sample(reader, record);
	if (record->type == PERF_RECORD_LOST)
		add_lost(reader, record);
	return 0;
}

static void add_notes(const struct reader *reader, struct buf *notes)
{
	for (size_t i = 0; notes && i < reader->maps.object_count; i++) {
		const struct perf_object *o = &reader->maps.objects[i];

		if (o->object && *o->path == '/' && o->path[1] != '/' &&
		    object_problem(o->object))
			buf_addf(notes, "%s\n", object_problem(o->object));
	}
}

static void release(struct reader *reader)
{
	for (size_t i = 0;
	     reader->unwinders && i < reader->maps.process_count; i++)
		perf_unwind_close(reader->unwinders[i]);
	free(reader->unwinders);
	spots_release(&reader->spots);
	perf_maps_release(&reader->maps);
	perf_file_close(&reader->file);
}

int perf_lines_read(const char *path, const char *root,
		    struct evidence *evidence, struct buf *notes,
		    struct reason *why)
{
	struct reader reader = { .evidence = evidence };
	int status;

	if (perf_file_open(&reader.file, path, why) < 0)
		return -1;
	spots_init(&reader.spots, evidence, root);
	evidence_add(&evidence->samples, 0);
	evidence_add(&evidence->lost, 0);
	evidence_add(&evidence->unknown, 0);
	status = choose_event(&reader, why);
	if (status == 0)
		status = set_note(&reader, why);
	if (status == 0)
		status = perf_maps_read(&reader.maps, &reader.file, why);
	reason_set(why, "no memory for its samples");
	if (status == 0)
		status = perf_file_each(&reader.file, take_record, &reader,
					why);
	if (status < 0 && reader.fault)
		reason_set(why, "%s", reader.fault);
	if (status == 0)
		add_notes(&reader, notes);
	evidence->processes = 1;
	release(&reader);
	return status;
}
