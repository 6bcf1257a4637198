/* stacks.c: the stacks of evidence, cut into frames. */
#include "stacks.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "export/measure.h"
#include "profilers/array.h"
#include "profilers/table.h"

static void frame_key(const void *entry, struct table_key *key)
{
	key->name = ((const struct stack_frame *)entry)->name;
}

static struct table_array frame_array(const struct stacks *stacks)
{
	return (struct table_array){ stacks->frames, stacks->frame_count,
				     sizeof(*stacks->frames), frame_key };
}

static int append_frame(struct stacks *stacks, const char *name)
{
	struct stack_frame *grown = array_grow(
		stacks->frames, stacks->frame_count, sizeof(*grown));

	if (!grown)
		return -1;
	stacks->frames = grown;
	grown += stacks->frame_count;
	grown->name = strdup(name);
	if (!grown->name)
		return -1;
	stacks->frame_count++;
	return 0;
}

/* The position of the frame called NAME, which is added when it is new. */
static int find_frame(struct stacks *stacks, struct table *table,
		      const char *name, uint32_t *position)
{
	const struct table_array array = frame_array(stacks);
	const struct table_key key = { .name = name };
	size_t at;

	if (table_find(table, &array, &key, &at) < 0)
		return -1;
	if (at == TABLE_NONE) {
		at = stacks->frame_count;
		if (append_frame(stacks, name) < 0)
			return -1;
	}
	*position = (uint32_t)at;
	return 0;
}

static size_t count_frames(const char *text)
{
	size_t count = 1;

	for (; *text; text++)
		count += *text == ';';
	return count;
}

/* "a;b;c" */
static int cut_stack(struct stacks *stacks, struct table *table,
		     const struct evidence_stack *from, uint32_t *path)
{
	struct stack *stack = &stacks->list[stacks->count++];
	const char *text = from->frames;
	int status = 0;
	struct buf name;

	*stack = (struct stack){ path, count_frames(text), from };
	buf_init(&name);
	for (size_t i = 0; i < stack->depth && status == 0; i++) {
		size_t length = strcspn(text, ";");

		buf_clear(&name);
		utf8_add(&name, text, length);
		if (length == 0)
			buf_adds(&name, "[unknown]");
		if (name.failed ||
		    find_frame(stacks, table, name.text, &path[i]) < 0)
			status = -1;
		text += length + (text[length] == ';');
	}
	buf_release(&name);
	return status;
}

static int cut_stacks(struct stacks *stacks, struct table *table)
{
	const struct evidence *evidence = stacks->evidence;
	size_t total = 0, used = 0;

	for (size_t i = 0; i < evidence->stack_count; i++)
		total += count_frames(evidence->stacks[i].frames);
	stacks->list = calloc(evidence->stack_count, sizeof(*stacks->list));
	stacks->paths = calloc(total, sizeof(*stacks->paths));
	if (!stacks->list || !stacks->paths)
		return -1;
	for (size_t i = 0; i < evidence->stack_count; i++) {
		if (cut_stack(stacks, table, &evidence->stacks[i],
			      stacks->paths + used) < 0)
			return -1;
		used += stacks->list[i].depth;
	}
	return 0;
}

static int set_place(struct stacks *stacks, struct table *table,
		     const char *name, const char *file, int line)
{
	const struct table_array array = frame_array(stacks);
	const struct table_key key = { .name = name };
	size_t at;

	if (table_find(table, &array, &key, &at) < 0)
		return -1;
	if (!file || at == TABLE_NONE || stacks->frames[at].file)
		return 0;
	stacks->frames[at].file = utf8_copy(file);
	stacks->frames[at].line = line;
	return stacks->frames[at].file ? 0 : -1;
}

/* Where frames are from: functions know where they begin, sites only the file. */
static int set_places(struct stacks *stacks, struct table *table)
{
	const struct evidence *evidence = stacks->evidence;
	int status = 0;

	for (size_t i = 0; i < evidence->function_count && status == 0; i++) {
		const struct evidence_function *f = &evidence->functions[i];

		status = set_place(stacks, table, f->name, f->file, f->line);
	}
	for (size_t i = 0; i < evidence->site_count && status == 0; i++) {
		const struct evidence_site *s = &evidence->sites[i];

		status = set_place(stacks, table, s->function, s->file, 0);
	}
	return status;
}

/* TEXT of the evidence, which need not say it. */
static int clean(char **copy, const char *text)
{
	*copy = text ? utf8_copy(text) : NULL;
	return text && !*copy ? -1 : 0;
}

int stacks_open(struct stacks *stacks, const struct evidence *evidence,
		struct reason *why)
{
	struct table table = { 0 };
	int status = 0;

	*stacks = (struct stacks){ .evidence = evidence };
	if (evidence->stack_count == 0)
		return reason_set(why, "it has no stacks: its tool counts "
				       "functions, calls or lines only, or saw "
				       "nothing");
	if (clean(&stacks->unit, evidence->unit) < 0 ||
	    clean(&stacks->note, evidence->note) < 0)
		return reason_set(why, "no memory for its unit");
	measures_choose(stacks);
	if (cut_stacks(stacks, &table) < 0 || set_places(stacks, &table) < 0)
		status = reason_set(why, "no memory for its stacks");
	table_release(&table);
	return status;
}

void stacks_release(struct stacks *stacks)
{
	for (size_t i = 0; i < stacks->frame_count; i++) {
		free(stacks->frames[i].name);
		free(stacks->frames[i].file);
	}
	free(stacks->unit);
	free(stacks->note);
	free(stacks->frames);
	free(stacks->list);
	free(stacks->paths);
	*stacks = (struct stacks){ 0 };
}
