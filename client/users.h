/*
 * users.h: the users of a load run: a connection each, one request at a time.
 *
 *	DOWN -> OPENING -> FREE <-> BUSY
 *
 * A connection that ends is opened again, at once or, when it could not be made,
 * after a pause. A request whose kept connection turns out to have been closed
 * before a byte of the response is sent once more, on a new one: the server was free
 * to close it and did not see the request.
 *
 * Invariant: each user is in one state; `free`, in the order in which they became
 * so, holds the FREE ones; `opening` and `down` count those states; `busy` counts
 * requests that are out, those that wait for their new connection too.
 */
#ifndef TARE_USERS_H
#define TARE_USERS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "base/reason.h"
#include "client/outcome.h"
#include "client/response.h"
#include "client/wire.h"

struct epoll_event;

enum { USERS_BUFFER = 65536 }; /* bytes received at a time */

enum user_state {
	USER_DOWN,
	USER_OPENING,
	USER_FREE,
	USER_BUSY,
};

struct user {
	TAILQ_ENTRY(user) entry; /* of `free` */
	enum user_state state;
	bool pending; /* a request is to be sent once open */
	bool retried;
	uint64_t served;  /* replies on this connection */
	size_t written;	  /* bytes of the request */
	int64_t due_ns;	  /* of the request: when it should have been sent */
	int64_t sent_ns;  /* and when it was */
	int64_t since_ns; /* FREE: since then; DOWN: until then */
	struct wire wire;
	struct response response;
};

TAILQ_HEAD(user_list, user);

struct users {
	struct outcome *outcome;
	struct wire_plan wires;
	char *text; /* the request */
	size_t text_length;
	int64_t timeout_ns; /* of a request */
	int64_t end_ns;	    /* replies after it are not in time */
	int64_t now_ns;	    /* the last look at the clock */
	unsigned count, opening, down, busy;
	struct user *all;
	struct user_list free;
	char *buffer; /* USERS_BUFFER bytes */
};

struct users_plan {
	const char *url; /* outlives the users */
	unsigned count;
	bool insecure;
	int64_t timeout_ns; /* of connecting, and of a request */
	int epoll;
};

/* Ready to open; OUTCOME is counted into. */
int users_init(struct users *users, const struct users_plan *plan,
	       struct outcome *outcome, struct reason *why);
void users_release(struct users *users);

/* Begin to open all of them. */
void users_open(struct users *users);

/* One event of the plan's epoll. */
void users_event(struct users *users, const struct epoll_event *event);

/* Timers and timeouts; to be called every millisecond or so. */
void users_tend(struct users *users);

/*
 * Send a request that was due at DUE_NS with the user that has been free for
 * longest; there is one.
 */
void users_send(struct users *users, int64_t due_ns);

/* For exchange.c: connect (again); wait for a request. */
void user_open(struct users *users, struct user *user);
void user_set_free(struct users *users, struct user *user);

#endif
