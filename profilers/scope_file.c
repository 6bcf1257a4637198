/* scope_file.c: reads the file that include/tare.h keeps while a program runs. */
#include "scope_file.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "include/tare.h"

/* A copy, aligned, and ours to mend. */
struct scope_file {
	struct tare__head *head;
	size_t length;
	unsigned apart; /* threads whose calls are not in it */
};

static bool finite_costs(const struct tare__head *head)
{
	for (int kind = 0; kind < TARE__KINDS; kind++) {
		if (!isfinite(head->cost[kind].inside) ||
		    !isfinite(head->cost[kind].outside))
			return false;
	}
	return isfinite(head->ticks_per_s) && head->ticks_per_s >= 1 &&
	       isfinite(head->residue_ns);
}

/* The parts are where they can be, and as this tare knows them. */
static int check_head(const struct scope_file *file, struct reason *why)
{
	const struct tare__head *head = file->head;
	size_t states = offsetof(struct tare__head, state);

	if (file->length == 0)
		return reason_set(why, "it is empty");
	if (file->length < sizeof(*head) && file->length < states)
		return reason_set(why, "it is no .scope file of tare.h, or cut short");
	if (memcmp(head->magic, TARE__MAGIC, sizeof(head->magic)) != 0)
		return reason_set(why, "it is no .scope file of tare.h, or of a program "
				       "that has not begun");
	if (head->record_size != sizeof(struct tare__record) ||
	    head->node_size != sizeof(struct tare__node))
		return reason_set(why, "it is of another version of tare.h");
	if (head->threads > 65536 || head->sites > 65536 ||
	    head->head_size < states + head->threads * sizeof(uint32_t) ||
	    head->head_size > head->tables_at ||
	    head->tables_at > file->length ||
	    head->tables_at - head->head_size <
		    head->sites * sizeof(struct tare__record) ||
	    head->table_stride < head->table_size ||
	    (head->head_size | head->tables_at | head->table_stride) %
			    _Alignof(struct tare__table) !=
		    0 ||
	    head->table_stride > file->length ||
	    head->table_size < offsetof(struct tare__table, nodes) +
				       TARE__FIRST * sizeof(struct tare__node))
		return reason_set(why, "it is cut short or damaged: its parts "
				       "do not fit");
	if (!finite_costs(head))
		return reason_set(why, "it is damaged: its clock has no rate");
	return 0;
}

static int check_records(struct scope_file *file, struct reason *why)
{
	struct tare__head *head = file->head;
	uint32_t count = head->site_count;

	head->program[sizeof(head->program) - 1] = '\0';
	if (count > head->sites)
		head->site_count = count = head->sites;
	for (uint32_t i = 0; i < count; i++) {
		struct tare__record *record = tare__record_of(head, i);

		if (!memchr(record->name, '\0', sizeof(record->name)) ||
		    !memchr(record->file, '\0', sizeof(record->file)))
			return reason_set(why, "it is damaged: name %u has no "
					       "end",
					  i);
	}
	return 0;
}

/* Recursion is folded: a program's tree is no deeper than it has functions. */
enum { DEEPEST = 1024 };

/*
 * Nodes come after their parents; one that nobody has linked yet does no harm. In the
 * copy that is ours, the word of a node that has no use tells how deep it is.
 */
static int check_nodes(const struct tare__head *head,
		       struct tare__table *table, struct reason *why)
{
	struct tare__node *nodes = table->nodes;
	size_t room = (head->table_size - offsetof(struct tare__table, nodes)) /
		      sizeof(struct tare__node);

	if (table->used < TARE__FIRST || table->used > room)
		return reason_set(why, "it is damaged: %u nodes of %zu",
				  table->used, room);
	nodes[TARE__ROOT].unused = 0;
	for (uint32_t i = TARE__FIRST; i < table->used; i++) {
		struct tare__node *node = nodes + i;
		int64_t ticks;

		if (__builtin_sub_overflow(node->ticks, node->ticks_before,
					   &ticks) ||
		    node->parent >= i || node->parent == TARE__LOST ||
		    node->site >= head->site_count || node->recursive > 1)
			return reason_set(why, "it is damaged at node %u", i);
		node->unused = nodes[node->parent].unused + 1;
		if (node->unused > DEEPEST)
			return reason_set(why, "it is damaged: node %u is more "
					       "than %d deep",
					  i, DEEPEST);
	}
	return 0;
}

/* Those that found no room in the file, on a full disk, are left out. */
static int check_tables(struct scope_file *file, struct reason *why)
{
	struct tare__head *head = file->head;
	uint32_t *state = head->state;

	for (uint32_t i = 0; i < head->threads; i++) {
		if (state[i] & TARE__APART) {
			file->apart++;
			state[i] = TARE__UNUSED;
		}
		if (state[i] == TARE__UNUSED)
			continue;
		if (head->tables_at + i * head->table_stride +
			    head->table_size >
		    file->length)
			return reason_set(why, "it is cut short: thread %u is "
					       "not in it",
					  i);
		if (check_nodes(head, tare__table_of(head, i), why) < 0)
			return -1;
	}
	return 0;
}

/* On success, HEAD is to be freed. */
static int scope_file_open(struct scope_file *file, const void *bytes,
			   size_t length, struct reason *why)
{
	size_t room = length < sizeof(*file->head) ? sizeof(*file->head) :
						     length;

	*file = (struct scope_file){ .length = length };
	file->head = calloc(1, room);
	if (!file->head)
		return reason_set(why, "no memory for %zu bytes", room);
	memcpy(file->head, bytes, length);
	if (check_head(file, why) == 0 && check_records(file, why) == 0 &&
	    check_tables(file, why) == 0)
		return 0;
	free(file->head);
	file->head = NULL;
	return -1;
}

static int set_note(const struct tare__profile *profile, unsigned apart,
		    struct evidence *evidence)
{
	uint32_t mode = profile->head->mode & ~(uint32_t)TARE__SLOW;
	char note[256], lost[64] = "";

	if (apart)
		snprintf(lost, sizeof(lost), "; %u threads are not in the file",
			 apart);
	if (mode == TARE__COUNT)
		snprintf(note, sizeof(note), "calls alone%s", lost);
	else
		snprintf(note, sizeof(note),
			 "%s; own cost of %.1f ns a call taken off, residue "
			 "%+.1f ns%s",
			 mode == TARE__TSC ? "time-stamp counter" :
					     "CLOCK_MONOTONIC",
			 profile->cost_ns, profile->residue_ns, lost);
	return evidence_set_note(evidence, note);
}

static int add_functions(const struct tare__profile *profile,
			 struct evidence *evidence)
{
	for (size_t i = 0; i < profile->row_count; i++) {
		const struct tare__row *row = &profile->rows[i];
		struct evidence_function *f;

		/* A scope that was never entered since the last reset. */
		if (row->calls <= 0)
			continue;
		f = evidence_function(evidence, row->name);
		if (!f)
			return -1;
		evidence_add(&f->calls, row->calls);
		evidence_add(&f->primitive, row->primitive);
		evidence_add(&f->self, profile->timed ? row->self / 1e9 : NAN);
		evidence_add(&f->total,
			     profile->timed ? row->total / 1e9 : NAN);
		if (f->file)
			continue;
		f->file = strdup(row->file);
		f->line = row->line > 0 ? row->line : 0;
		if (!f->file)
			return -1;
	}
	return 0;
}

/* "main;run;fib": the names down to CALL. */
static void add_names(const struct tare__profile *profile, size_t call,
		      struct buf *names)
{
	const struct tare__call *this = &profile->calls[call];

	if (this->parent) {
		add_names(profile, this->parent, names);
		buf_adds(names, ";");
	}
	buf_adds(names, profile->rows[this->row].name);
}

static int add_stacks(const struct tare__profile *profile,
		      struct evidence *evidence)
{
	struct buf names;
	int status = 0;

	buf_init(&names);
	for (size_t i = 1; i < profile->call_count && status == 0; i++) {
		struct evidence_stack *stack = NULL;

		buf_clear(&names);
		add_names(profile, i, &names);
		if (!names.failed)
			stack = evidence_stack(evidence, names.text);
		if (stack)
			evidence_add(&stack->weight,
				     profile->calls[i].self / 1e9);
		else
			status = -1;
	}
	buf_release(&names);
	return status;
}

int scope_file_parse(const void *bytes, size_t length,
		     struct evidence *evidence, struct reason *why)
{
	struct tare__profile profile = { 0 };
	struct scope_file file;
	int status = 0;

	if (scope_file_open(&file, bytes, length, why) < 0)
		return -1;
	tare__profile_add(&profile, file.head);
	tare__profile_sum(&profile);
	evidence->processes = 1;
	evidence->unit = "seconds";
	evidence_add(&evidence->lost, profile.dropped);
	if (profile.failed || set_note(&profile, file.apart, evidence) < 0 ||
	    add_functions(&profile, evidence) < 0 ||
	    (profile.timed && add_stacks(&profile, evidence) < 0))
		status = reason_set(why, "no memory for evidence");
	tare__profile_release(&profile);
	free(file.head);
	return status;
}

/* Add what the file PATH says to PROFILE, which FILE must outlive. */
static int add_file(const char *path, struct scope_file *file,
		    struct tare__profile *profile, struct reason *why)
{
	struct reason detail;
	struct buf bytes;
	int status;

	buf_init(&bytes);
	status = file_read(path, &bytes, why);
	if (status == 0 &&
	    scope_file_open(file, bytes.text, bytes.len, &detail) < 0)
		status = reason_set(why, "%.200s cannot be used: %.280s", path,
				    detail.text);
	buf_release(&bytes);
	if (status == 0)
		tare__profile_add(profile, file->head);
	return status;
}

static int write_profile(struct tare__profile *profile, const char *suffix,
			 struct buf *out, struct reason *why)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	tare__profile_sum(profile);
	if (stream)
		tare__write(stream, profile, suffix);
	if (!stream || fclose(stream) != 0 || profile->failed)
		reason_set(why, "no memory for the output");
	else
		buf_add(out, text, size);
	free(text);
	return stream && !profile->failed && !out->failed ? 0 : -1;
}

int scope_file_export(const char *const *paths, size_t count,
		      const char *suffix, struct buf *out, struct reason *why)
{
	struct scope_file *files = calloc(count, sizeof(*files));
	struct tare__profile profile = { 0 };
	int status = files ? 0 : reason_set(why, "no memory for the files");

	for (size_t i = 0; i < count && status == 0; i++)
		status = add_file(paths[i], &files[i], &profile, why);
	if (status == 0 && !profile.head)
		status = reason_set(why, "there is no file to read");
	if (status == 0)
		status = write_profile(&profile, suffix, out, why);
	tare__profile_release(&profile);
	for (size_t i = 0; files && i < count; i++)
		free(files[i].head);
	free(files);
	return status;
}
