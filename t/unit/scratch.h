/* scratch.h: a directory for one test, and programs built and run in it. */
#ifndef TARE_SCRATCH_H
#define TARE_SCRATCH_H

#include <stddef.h>
#include <stdint.h>

#include "profilers/profiler.h"

struct scratch {
	char *dir;    /* made by scratch_init, removed by scratch_release */
	char *binary; /* DIR/sample */
	char *out;    /* DIR/out, for the tool */
	char *text;   /* DIR/text, for artefacts */
	struct capture capture; /* of the three */
};

/* A new directory, which the caller removes; its path is the caller's to free. */
char *scratch_directory(void);

/* Fail where PROFILER does not work, though the set-up has installed it. */
void scratch_needs(const struct profiler *profiler);

/* Build t/golden/sample.c with FLAG (NULL: none) into the directory. */
void scratch_init(struct scratch *scratch, const char *flag);
void scratch_release(struct scratch *scratch);

/*
 * Run the program with the arguments ARGS (seven, NULL-terminated) in the way
 * of PROFILER, to its end. Returns its wait status.
 */
int scratch_run(const struct scratch *scratch, const struct profiler *profiler,
		const char *const *args);

/*
 * The same for a profiler that attaches, which watches until the program has used
 * CPU_NS; then the program, which must take longer, is killed. -1 with WHY when it
 * cannot attach.
 */
int scratch_attach(const struct scratch *scratch,
		   const struct profiler *profiler, const char *const *args,
		   int64_t cpu_ns, struct reason *why);

/* What PROFILER reads from what was left; fails the test when it cannot. */
void scratch_read(const struct scratch *scratch,
		  const struct profiler *profiler, struct evidence *evidence);

/* Fail unless PROFILER cannot read what was left, and its reason says WORD. */
void scratch_refuses(const struct scratch *scratch,
		     const struct profiler *profiler, const char *word);

/*
 * Fail unless the first file whose name starts with PREFIX is refused, by its
 * name, when it is cut, foreign, or empty ("empty" is said). It is gone then.
 */
void scratch_spoil(const struct scratch *scratch,
		   const struct profiler *profiler, const char *prefix);

/* Malloc'd path of the first file in `out` whose name starts with PREFIX. */
char *scratch_find(const struct scratch *scratch, const char *prefix);

/* Remove all files in `out`. */
void scratch_clear(const struct scratch *scratch);

#endif
