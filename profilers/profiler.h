/*
 * profiler.h: a tool that watches a service, and all that tare knows about it.
 *
 * To add one, add a file to this directory ending in one descriptor and
 * REGISTER(profiler, NAME), and a sample of its output to t/golden/. The list,
 * the packages, the bench, the scores and the pages follow from it.
 *
 * Strings in `env`, `wrap` and `attach` may hold {out}, the private directory
 * where the process under the tool may write (with `attach` the tool alone), {binary},
 * the tare-app that runs, and in `attach` {pid}, the process to attach to, or several:
 * "123,124", and {functions}, those that the endpoint's own work calls:
 * "fib,fibonacci_run". They, `summary` and `unit` may also hold the name of a setting,
 * {freq}, which stands for its value.
 */
#ifndef TARE_PROFILER_H
#define TARE_PROFILER_H

#include <stdbool.h>

#include "base/option.h"
#include "base/reason.h"
#include "base/registry.h"
#include "profilers/evidence.h"
#include "profilers/live.h"

/* How the tool is applied. */
enum profiler_apply {
	APPLY_NONE,    /* not at all: the baseline */
	APPLY_BUILD,   /* another build flavour of tare-app */
	APPLY_PRELOAD, /* a library, by LD_PRELOAD in `env` */
	APPLY_WRAP,    /* `wrap` starts tare-app */
	APPLY_ATTACH,  /* `attach` is started beside the running process */
};

/* What the tool does, a set of bits. */
enum profiler_kind {
	KIND_BASELINE = 1 << 0,
	KIND_SAMPLING = 1 << 1,
	KIND_COUNTING = 1 << 2,
	KIND_TRACING = 1 << 3,
	KIND_ALLOCATION = 1 << 4,
	KIND_SIMULATION = 1 << 5,
};

/* What the tool can answer, a set of bits. */
enum profiler_answer {
	ANSWER_CALLS = 1 << 0,
	ANSWER_CPU_FUNCTION = 1 << 1,
	ANSWER_CPU_LINE = 1 << 2,
	ANSWER_ALLOCATIONS = 1 << 3,
	ANSWER_LEAKS = 1 << 4,
	ANSWER_STACKS = 1 << 5,
	ANSWER_PEAK = 1 << 6, /* bytes live when most were, but no counts */
	ANSWER_SYSCALLS = 1 << 7,
};

/* Who is asked for what the tool knows so far; see profilers/live.h. */
enum profiler_ask {
	ASK_NOBODY,    /* its files are enough */
	ASK_WORKERS,   /* TARE_SNAPSHOT in `env` says how: fcgi/snapshot.c */
	ASK_COMPANION, /* by `ask_signal` */
};

enum { SETTING_MAX = 8 };

/* One of the settings that a profiler runs with. */
struct setting {
	const char *name, *value;
	bool given; /* asked for; else it is the default */
};

struct profiler;

/* What one or more processes under a tool left behind. */
struct capture {
	const char *out;    /* directory that {out} stood for */
	const char *binary; /* the tare-app that ran */
	const char *text;   /* directory for human-readable artefacts */
	bool live;	    /* copies of what goes on being written */
	const struct profiler *profiler; /* the tool; for a user's own */
};

struct profiler {
	const char *name;
	const char *summary;
	bool standard; /* in bench and up where none are named */
	enum profiler_apply apply;
	unsigned kind;
	unsigned answers;
	/* Requests of the evidence pass at most, since the output grows with
	 * every call; 0: as many as planned. */
	unsigned requests_most;
	bool estimates; /* its counts are scaled up from samples, not exact */
	bool usable_bytes; /* its bytes are those handed out, by size class */
	const char *unit;    /* of what it counts: "seconds (10 ms samples)" */
	const char *package; /* Debian package; NULL when none is needed */
	const char *flavour; /* directory under build/; NULL: "plain" */
	const char *const *env;	   /* "NAME=value", NULL-terminated; or NULL */
	const char *const *wrap;   /* argv before tare-app; or NULL */
	const char *const *attach; /* argv of the companion; or NULL */

	/* What the companion prints, on either stream, once it watches, and the
	 * signal that makes it write and end, 0: SIGINT; SIGTERM is said again
	 * until it does. Unless APPLY_ATTACH: NULL, 0. */
	const char *attached;
	int stop_signal;

	/* It can watch one process only: it is served by one worker. */
	bool one_process;

	/* Whom to ask while the service runs; or why nobody can say, and then
	 * the next three mean nothing. A baseline needs none of them. */
	const char *why_not_live;
	enum profiler_ask ask;
	int ask_signal;

	/*
	 * Copy into LIVE->into what one process was seen to do. 1 when that is
	 * done, 0 when it is to be called again a little later, -1 with WHY.
	 * NULL: it is copied what a worker that was asked has written.
	 */
	int (*collect)(const struct live *live, struct reason *why);

	/* When its data is interpreted, and by what: shown with every result. */
	const char *interpretation;

	/*
	 * What can be set, at most SETTING_MAX rows of numbers and choices, each
	 * with a default; their offsets mean nothing. NULL: nothing.
	 */
	const struct option_row *settings;

	/*
	 * Where filling in values is not enough: change VARIANT, a copy of this,
	 * to fit its settings; those that then mean nothing, the last ones, end
	 * with a NULL name. -1 with WHY when they contradict each other.
	 */
	int (*adapt)(struct profiler *variant, struct reason *why);

	/* Argv that prints the tool's version on its first line; or NULL. */
	const char *const *version;

	/* 0 if it can work here, else -1 and WHY with the remedy. NULL: always. */
	int (*probe)(struct reason *why);

	/*
	 * Turn what was left in CAPTURE->out into evidence, merged over all the
	 * processes, leaving text reports in CAPTURE->text. No file, an empty, a
	 * truncated or a foreign one is -1 with WHY. NULL for a baseline.
	 */
	int (*read)(const struct capture *capture, struct evidence *evidence,
		    struct reason *why);

	/* Of a variant (profilers/variant.h), which all but descriptors are. */
	const struct profiler *base; /* the descriptor that it was made from */
	const char *label;	     /* "perf:freq=99": what was asked for */
	struct setting set[SETTING_MAX + 1]; /* all; ends with a NULL name */

	/* Of a user's own tool (profilers/custom.h); else NULL. */
	const struct custom *custom;
};

/* All of them, with their defaults: the built-in ones, then the user's own. */
const struct profiler *const *profiler_begin(void);
const struct profiler *const *profiler_end(void);

/* NULL when there is none of that name. */
const struct profiler *profiler_by_name(const char *name);

/* The value of a setting; NULL when it has none of that name. */
const char *profiler_setting(const struct profiler *profiler, const char *name);

/* "build", "sampling + counting": for people. KIND may be several bits. */
const char *profiler_apply_name(enum profiler_apply apply);

/* "calls" for bit 0, and so on; NULL behind the last. */
const char *profiler_answer_name(unsigned bit);
void profiler_kind_name(unsigned kind, char *text, size_t size);

/* Why it cannot say what it knows while the service runs; NULL when it can. */
const char *profiler_why_not_live(const struct profiler *profiler);

/* probe(), where a missing package is said with the command that installs it. */
int profiler_probe(const struct profiler *profiler, struct reason *why);

#endif
