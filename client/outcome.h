/*
 * outcome.h: what a load run counted.
 *
 * Identities, once it is over:
 *
 *	arrivals = sent + unsent			(open loop)
 *	sent	 = replies + unfinished + failures other than FAILURE_CONNECT
 *	replies	 = the sum of by_class
 *	latency.count = service.count = the replies of 2xx and 3xx + timeouts
 *
 * An error that comes back fast must not make a service look fast, so failures and
 * statuses of 400 and more have no latency; a request that timed out has one, that
 * it had reached when it was given up.
 */
#ifndef TARE_OUTCOME_H
#define TARE_OUTCOME_H

#include <stdbool.h>
#include <stdint.h>

#include "stats/histogram.h"

enum failure {
	FAILURE_CONNECT,   /* of an attempt to connect, not of a request */
	FAILURE_CLOSED,	   /* the connection ended in the middle */
	FAILURE_TIMEOUT,
	FAILURE_MALFORMED, /* what came is no HTTP/1.1 response */
	FAILURE_KINDS,
};

struct outcome {
	uint64_t sent;	   /* requests */
	uint64_t replies;  /* whole ones, of any status */
	uint64_t in_time;  /* of them, good ones that ended before the end */
	uint64_t unfinished; /* still out when the run was over */
	uint64_t by_class[6]; /* replies of 2xx to 5xx, at [2] to [5] */
	uint64_t failures[FAILURE_KINDS];
	uint64_t retries;  /* sent again: a kept connection had been closed */
	uint64_t connects; /* connections made */
	uint64_t bytes;	   /* received */
	int64_t wall_ns;   /* from the start to the end of sending */
	int64_t cpu_ns;	   /* of this process, until the last reply */
	int64_t whole_ns;  /* wall time of that */
	bool stopped;	   /* by a signal */
	const char *malformed; /* why, the last time; static, or NULL */
	char connect_error[256]; /* the last one, or "" */

	uint64_t arrivals; /* open loop: that were due before the end */
	uint64_t unsent;   /* of them, all connections were busy to the end */
	uint64_t queued;   /* of those sent, had to wait for a connection */

	struct histogram latency;  /* from when it was due; closed: sent */
	struct histogram service;  /* from when it was sent */
	struct histogram lateness; /* sent - due, while a connection was free */
	struct histogram queue;	   /* sent - due, of the queued ones */
};

void outcome_init(struct outcome *outcome);

/* Add a later run's counts and times, as if it were a part of the same one. */
void outcome_add(struct outcome *into, const struct outcome *from);

/* Good replies per second. */
double outcome_rate(const struct outcome *outcome);

/* Failures and replies of 4xx and 5xx. */
uint64_t outcome_errors(const struct outcome *outcome);

/* Share of one CPU that this process used. */
double outcome_cpu_share(const struct outcome *outcome);

/* "connect", "malformed", ...: for people and for JSON. */
const char *failure_name(enum failure failure);

struct json_object;

/*
 * As a new JSON object, times in nanoseconds:
 *
 *	requests_per_s, sent, replies, in_time, unfinished, errors, retries, bytes,
 *	connections_made, elapsed_s, client_cpu (share of a CPU), complete
 *	status		2xx, 3xx, 4xx, 5xx: replies
 *	failures	connect, closed, timeout, malformed
 *	latency_ns	count, mean, min, p50, p90, p99, p99.9, max
 *
 * and, when OPEN: arrivals, unsent, queued, service_ns, lateness_ns, queue_ns.
 */
struct json_object *outcome_json(const struct outcome *outcome, bool open);

#endif
