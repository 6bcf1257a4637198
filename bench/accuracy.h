/*
 * accuracy.h: every profiler asked what is known of the yardsticks, in many ways.
 *
 * A question is one process under one tool, with an answer that is scored by itself;
 * sweeps and repeats are summed up over their answers.
 */
#ifndef TARE_ACCURACY_H
#define TARE_ACCURACY_H

#include "bench/pass.h"
#include "bench/progress.h"
#include "bench/run.h"
#include "bench/score.h"

enum question_kind {
	ASK_SWEEP,  /* /truth/split at shares from 5 to 95 % */
	ASK_REPEAT, /* /truth/split at 25 %, many times */
	ASK_STACK,
	ASK_ALLOC,
	ASK_NOOP,
	ASK_DELAY, /* /truth/split at 50 %, with work added to one kernel */
};

struct question {
	enum question_kind kind;
	unsigned arm;
	long share;	  /* percent asked for; of a split */
	double added;	  /* delay, as a share of the request's own work */
	double limit_s;	  /* at most */
};

struct answer {
	struct question question;
	bool given;
	struct reason why; /* when not */
	struct pass pass;
	struct score score;
	double samples;
	double self_delayed; /* of the split's inlined part, in all self cost */
	double self_other;   /* of the calling part */
	double self_stray;   /* of anything else */
};

struct accuracy {
	double cpu_s;  /* of the service, for one question about time */
	long repeats;
	bool coarse; /* five shares instead of nineteen */
	size_t count;
	struct answer *answers;
};

/* The questions for all arms of RUN, unanswered. -1: out of memory. */
int accuracy_plan(struct accuracy *accuracy, const struct run *run);
void accuracy_release(struct accuracy *accuracy);

/* The most time that all questions can take, seconds. */
double accuracy_most_s(const struct accuracy *accuracy);

/* Ask and score one; what fails is in its answer. -1 with WHY: nginx has ended. */
int accuracy_ask(struct accuracy *accuracy, size_t number,
		 const struct run *run, struct stage *stage,
		 struct reason *why);

/* "sweep", "repeat", ...: as written in run.json. */
const char *question_name(enum question_kind kind);

#endif
