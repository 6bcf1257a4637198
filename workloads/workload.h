/*
 * workload.h: a pure computation whose exact answer, and exact work, are known.
 *
 * To add one, add a file to this directory, nothing else: kernels, a run
 * function, a truth function, known answers, and at its foot one descriptor and
 * REGISTER(workload, NAME). Its route, parameter checks, JSON, nginx location,
 * place in the bench, documentation row and known-answer tests follow from it.
 *
 * The kernels of a workload are called by nobody else, and each carries HOT and
 * starts with FRAME(), so that the calls which the truth promises really happen
 * and each caller stays visible to a profiler that walks frame pointers.
 */
#ifndef TARE_WORKLOAD_H
#define TARE_WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/reason.h"
#include "base/registry.h"
#include "workloads/truth.h"

/* A function that is called as often as the source says, and does that alone. */
#ifdef __clang__
#define HOT __attribute__((noinline, no_stack_protector))
#else
#define HOT __attribute__((noipa, no_stack_protector))
#endif

/*
 * Make this function set up its frame. gcc leaves the frame out of a leaf
 * function that touches no stack, whatever the flags say, and then a
 * frame-pointer walk skips the leaf's *caller*.
 */
#if defined(TARE_NO_FRAMES) /* a build that shows what frames cost */
#define FRAME() ((void)0)
#elif defined(TARE_SCOPES) /* a build that counts and times its calls itself */
#include "include/tare.h"
#define FRAME() TARE_FN()
#else
#define FRAME() __asm__ volatile("" : : "r"(__builtin_frame_address(0)))
#endif

enum { PARAM_MAX = 8, RESULT_MAX = 16, CLOCK_MAX = 4 };

/* One integer parameter; a row of a list that ends with a NULL name. */
struct param {
	const char *name;
	long min, max, fallback; /* inclusive range; value when not given */
	const char *help;	 /* what it is, with its unit */
};

/*
 * Named integers: what a request computed; and what its own clocks say: the CPU
 * time, ns, that a part of its truth (truth.h) has really taken this time.
 */
struct result {
	unsigned count;
	struct {
		const char *name;
		int64_t value;
	} row[RESULT_MAX];
	unsigned clock_count;
	struct {
		const char *part;
		int64_t cpu_ns;
	} clock[CLOCK_MAX];
};

/* With ARGS, the result named RESULT has this VALUE. A list ends with NULL. */
struct known {
	long args[PARAM_MAX];
	const char *result;
	int64_t value;
};

struct workload {
	const char *name;    /* file name without .c; also `tare-app --run NAME` */
	const char *path;    /* URL path, "/cpu/fibonacci" */
	const char *summary; /* one line, what it stresses */
	const struct param *params; /* NULL: takes none */
	const struct known *known;
	bool in_mixed; /* `mixed` runs it too, with its defaults */
	/* It is there to judge answers: weighed only where it is asked for. */
	bool yardstick;
	/* Kernels that can be slowed down (delay.h), NULL at the end; or NULL. */
	const char *const *delays;

	/*
	 * Compute. ARGS has a value for every row of `params`, in order and in
	 * range. Returns 0, or -1 with errno set (ENOMEM, ENOSPC, ...), having
	 * freed and removed everything.
	 */
	int (*run)(const long *args, struct result *result);

	/* What run() does with ARGS, from the formula, without doing it. */
	void (*truth)(const long *args, struct truth *truth);
};

/*
 * All workloads, in the order of their names if the objects are linked so:
 *	for (const struct workload *const *w = workload_begin();
 *	     w < workload_end(); w++)
 */
const struct workload *const *workload_begin(void);
const struct workload *const *workload_end(void);

/* NULL when there is none of that name / path. */
const struct workload *workload_by_name(const char *name);
const struct workload *workload_by_path(const char *path);

/* The number of parameters. */
unsigned workload_param_count(const struct workload *workload);

/* Fill ARGS[PARAM_MAX] with the defaults. */
void workload_defaults(const struct workload *workload, long *args);

/*
 * Set one argument from text, strictly: a decimal integer within the range,
 * nothing before or after. On an unknown name, on something that is not a number,
 * overflows or is out of range: -1, WHY naming the parameter, its range and what
 * came.
 */
int workload_set(const struct workload *workload, const char *name,
		 const char *text, long *args, struct reason *why);

/*
 * Fill ARGS[PARAM_MAX] with the defaults, then from the COUNT WORDS, each NAME=VALUE. On a
 * word that is none, a name given twice, and as workload_set(): -1 with WHY.
 */
int workload_set_words(const struct workload *workload, int count,
		       char **words, long *args, struct reason *why);

/*
 * Add a named value, which must fit 53 bits so that every reader of JSON gets it
 * right. The first one is what `mixed` shows. Aborts past RESULT_MAX.
 */
void result_add(struct result *result, const char *name, int64_t value);

/* Say that PART took CPU_NS. Aborts past CLOCK_MAX. */
void result_clock(struct result *result, const char *part, int64_t cpu_ns);

#endif
