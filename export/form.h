/*
 * form.h: the forms of a profile that other people's viewers open.
 *
 * Every one is made from the stacks of evidence, so that one writer serves all tools.
 * To add one, add a file with its function, a row in form.c, and its name here.
 */
#ifndef TARE_FORM_H
#define TARE_FORM_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/reason.h"
#include "export/stacks.h"
#include "profilers/evidence.h"

/* As an option takes them. */
#define FORM_NAMES "folded|pprof|speedscope|svg"

struct form {
	const char *name;
	const char *suffix; /* of its files: ".folded" */
	bool binary;	    /* nothing for a terminal */

	/* Add the file to OUT. TITLE: "perf: fibonacci". -1 with WHY. */
	int (*write)(const struct stacks *stacks, const char *title,
		     struct buf *out, struct reason *why);
};

/* The form of that name, or of a file of that name; NULL when there is none. */
const struct form *form_by_name(const char *name);
const struct form *form_by_file(const char *file);

/* Add EVIDENCE in FORM to OUT. -1 with WHY, also when it has no stacks. */
int form_write(const struct form *form, const struct evidence *evidence,
	       const char *title, struct buf *out, struct reason *why);

/*
 * Write EVIDENCE in every form into DIRECTORY, as PROFILER.svg and so on; nothing when
 * it has no stacks. -1 with WHY.
 */
int form_save_all(const char *directory, const char *profiler,
		  const char *endpoint, const struct evidence *evidence,
		  struct reason *why);

/* The writers, each in a file of its name. */
int folded_write(const struct stacks *stacks, const char *title,
		 struct buf *out, struct reason *why);
int pprof_write(const struct stacks *stacks, const char *title,
		struct buf *out, struct reason *why);
int speedscope_write(const struct stacks *stacks, const char *title,
		     struct buf *out, struct reason *why);
int flamegraph_write(const struct stacks *stacks, const char *title,
		     struct buf *out, struct reason *why);

#endif
