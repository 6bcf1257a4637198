/* form.c: the forms of a profile that other people's viewers open. */
#include "form.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"

static const struct form forms[] = {
	{ "folded", ".folded", false, folded_write },
	{ "pprof", ".pb.gz", true, pprof_write },
	{ "speedscope", ".speedscope.json", false, speedscope_write },
	{ "svg", ".svg", false, flamegraph_write },
};

#define FORM_COUNT (sizeof(forms) / sizeof(*forms))

const struct form *form_by_name(const char *name)
{
	for (size_t i = 0; i < FORM_COUNT; i++)
		if (strcmp(forms[i].name, name) == 0)
			return &forms[i];
	return NULL;
}

const struct form *form_by_file(const char *file)
{
	size_t length = strlen(file);

	for (size_t i = 0; i < FORM_COUNT; i++) {
		size_t tail = strlen(forms[i].suffix);

		if (length > tail &&
		    strcmp(file + length - tail, forms[i].suffix) == 0)
			return &forms[i];
	}
	return NULL;
}

static int write_stacks(const struct form *form, const struct stacks *stacks,
			const char *title, struct buf *out, struct reason *why)
{
	char *clean = utf8_copy(title);
	int status;

	if (!clean)
		return reason_set(why, "no memory for a title");
	status = form->write(stacks, clean, out, why);
	free(clean);
	if (status < 0)
		return -1;
	return out->failed ? reason_set(why, "no memory to write it as %s",
					form->name) :
			     0;
}

int form_write(const struct form *form, const struct evidence *evidence,
	       const char *title, struct buf *out, struct reason *why)
{
	struct stacks stacks;
	int status = stacks_open(&stacks, evidence, why);

	if (status == 0)
		status = write_stacks(form, &stacks, title, out, why);
	stacks_release(&stacks);
	return status;
}

static int save(const struct form *form, const struct stacks *stacks,
		const char *title, const char *stem, struct reason *why)
{
	char *path = path_format("%s%s", stem, form->suffix);
	struct buf out;
	int status;

	buf_init(&out);
	status = write_stacks(form, stacks, title, &out, why);
	if (status == 0)
		status = file_write(path, out.text, out.len, why);
	buf_release(&out);
	free(path);
	return status;
}

int form_save_all(const char *directory, const char *profiler,
		  const char *endpoint, const struct evidence *evidence,
		  struct reason *why)
{
	char *stem = path_format("%s/%s", directory, profiler);
	char *title = path_format("%s: %s", profiler, endpoint);
	struct stacks stacks = { 0 };
	int status = 0;

	if (evidence->stack_count > 0)
		status = stacks_open(&stacks, evidence, why);
	for (size_t i = 0; i < FORM_COUNT && stacks.count && status == 0; i++)
		status = save(&forms[i], &stacks, title, stem, why);
	stacks_release(&stacks);
	free(title);
	free(stem);
	return status;
}
