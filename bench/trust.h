/*
 * trust.h: may this run be quoted? Its controls say.
 *
 * Two arms of every block have a known answer: the baseline against itself (A/A), whose
 * true ratio is 1, and the baseline with a known time added to its handler. If the
 * intervals miss the truth more often than chance allows, or one of them by more than it
 * does, or too few blocks were measured to tell, the run is untrusted, because of that.
 */
#ifndef TARE_TRUST_H
#define TARE_TRUST_H

#include <stdbool.h>

#include "bench/judge.h"
#include "bench/run.h"

struct trust {
	bool controlled; /* there were controls to judge by */
	bool trusted;
	struct reason why; /* when not */
	unsigned looked;   /* control cells with an interval */
	unsigned missed;   /* of these, the interval misses the truth */
	struct reason worst; /* the one that is furthest off; "" */
	double least_p;	   /* its probability, were it right */
};

void trust_decide(struct trust *trust, const struct run *run,
		  const struct judgements *all);

/*
 * The same in steps, from one that is all zero: a control cell's estimate of TRUTH (log
 * ratio); the decision.
 */
void trust_look(struct trust *trust, const struct estimate *estimate,
		double truth, const char *arm, const char *path);
void trust_conclude(struct trust *trust, double confidence);

struct json_object *trust_json(const struct trust *trust);

/*
 * The true log ratio of a control cell's latency: 0 for A/A; for an injected one from the
 * time that the service says it added to each request.
 */
double trust_truth(const struct run *run, const struct endpoint *endpoint,
		   unsigned arm);

/* The same of the handler's own time, of which all is known. */
double trust_handler_truth(const struct run *run,
			   const struct endpoint *endpoint, unsigned arm);

#endif
