/* stats.h: what a profiler knows just now, as a reply to a request. */
#ifndef TARE_STATS_H
#define TARE_STATS_H

#include "base/reply.h"
#include "base/request.h"
#include "bench/findings.h"

/* Fill REPLY (initialised by the caller). Takes seconds. */
void stats_answer(const struct findings_source *source,
		  const struct request *request, struct reply *reply);

#endif
