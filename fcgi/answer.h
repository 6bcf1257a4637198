/* answer.h: from a request to its reply, whoever carries them. */
#ifndef TARE_ANSWER_H
#define TARE_ANSWER_H

#include "base/reply.h"
#include "base/request.h"
#include "workloads/workload.h"

/* What this process serves, and as whom. */
struct app {
	const struct workload *only; /* NULL: every workload */
	const char *profiler;	     /* name of the variant, for replies */
	/* A control: time to waste, as a share of the work's; < 0: no control. */
	double inject;
};

/* Fill REPLY (initialised by the caller) with the answer. */
void answer(const struct app *app, const struct request *request,
	    struct reply *reply);

#endif
