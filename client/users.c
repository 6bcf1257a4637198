/* users.c: the users of a load run: a connection each, one request at a time. */
#include "users.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "base/clock.h"
#include "client/exchange.h"
#include "client/get.h"

/* Before connecting again where it has just failed. */
static const int64_t pause_ns = 100 * NS_PER_MS;

void user_set_free(struct users *users, struct user *user)
{
	user->state = USER_FREE;
	user->since_ns = users->now_ns;
	TAILQ_INSERT_TAIL(&users->free, user, entry);
}

static void on_opened(struct users *users, struct user *user)
{
	users->opening--;
	users->outcome->connects++;
	user->served = 0;
	if (user->pending)
		exchange_begin(users, user);
	else
		user_set_free(users, user);
}

static void on_open_failed(struct users *users, struct user *user)
{
	struct outcome *outcome = users->outcome;

	users->opening--;
	outcome->failures[FAILURE_CONNECT]++;
	snprintf(outcome->connect_error, sizeof(outcome->connect_error), "%s",
		 user->wire.error);
	if (user->pending) {
		outcome->failures[FAILURE_CLOSED]++;
		exchange_end(users, user);
	}
	wire_close(&user->wire);
	user->state = USER_DOWN;
	user->since_ns = users->now_ns + pause_ns;
	users->down++;
}

static void take_wire_state(struct users *users, struct user *user,
			    enum wire_state state)
{
	if (state == WIRE_OPEN)
		on_opened(users, user);
	else if (state == WIRE_FAILED)
		on_open_failed(users, user);
}

void user_open(struct users *users, struct user *user)
{
	if (user->state == USER_FREE)
		TAILQ_REMOVE(&users->free, user, entry);
	wire_close(&user->wire);
	user->state = USER_OPENING;
	users->opening++;
	take_wire_state(users, user, wire_open(&user->wire));
}

void users_send(struct users *users, int64_t due_ns)
{
	struct user *user = TAILQ_FIRST(&users->free);

	TAILQ_REMOVE(&users->free, user, entry);
	user->due_ns = due_ns;
	user->sent_ns = users->now_ns;
	users->outcome->sent++;
	users->busy++;
	exchange_begin(users, user);
}

void users_event(struct users *users, const struct epoll_event *event)
{
	struct user *user = &users->all[event->data.u64 >> 32];
	int fd = (int)(uint32_t)event->data.u64;

	if (user->state == USER_OPENING) {
		take_wire_state(users, user,
				wire_step(&user->wire, fd, event->events));
		return;
	}
	/* An event of a connection that was replaced in the same round. */
	if (user->state == USER_DOWN || fd != user->wire.fd)
		return;
	if (user->state == USER_BUSY && user->written < users->text_length &&
	    event->events & EPOLLOUT)
		exchange_write(users, user);
	else
		exchange_read(users, user);
}

static void tend_user(struct users *users, struct user *user)
{
	switch (user->state) {
	case USER_DOWN:
		if (user->since_ns > users->now_ns)
			break;
		users->down--;
		user_open(users, user);
		break;
	case USER_OPENING:
		if (user->wire.timer_ns <= users->now_ns)
			take_wire_state(users, user,
					wire_step(&user->wire, -1, 0));
		break;
	case USER_BUSY:
		if (users->now_ns - user->sent_ns < users->timeout_ns)
			break;
		exchange_fail(users, user, FAILURE_TIMEOUT);
		break;
	case USER_FREE:
		break;
	}
}

void users_tend(struct users *users)
{
	for (unsigned i = 0; i < users->count; i++)
		tend_user(users, &users->all[i]);
}

void users_open(struct users *users)
{
	for (unsigned i = 0; i < users->count; i++)
		user_open(users, &users->all[i]);
}

static int init_all(struct users *users, unsigned count, struct reason *why)
{
	users->buffer = malloc(USERS_BUFFER);
	users->all = calloc(count, sizeof(*users->all));
	if (!users->buffer || !users->all)
		return reason_set(why, "no memory for %u connections", count);
	while (users->count < count) {
		struct user *user = &users->all[users->count];

		if (wire_init(&user->wire, &users->wires, users->count, why) <
		    0)
			return -1;
		users->count++;
	}
	return 0;
}

int users_init(struct users *users, const struct users_plan *plan,
	       struct outcome *outcome, struct reason *why)
{
	*users = (struct users){
		.outcome = outcome,
		.wires = { .url = plan->url,
			   .insecure = plan->insecure,
			   .timeout_ms = (long)(plan->timeout_ns / NS_PER_MS),
			   .epoll = plan->epoll },
		.timeout_ns = plan->timeout_ns,
		.end_ns = INT64_MAX,
		.now_ns = clock_wall_ns(),
	};
	TAILQ_INIT(&users->free);
	users->text = get_text(plan->url, why);
	if (users->text) {
		users->text_length = strlen(users->text);
		if (init_all(users, plan->count, why) == 0)
			return 0;
	}
	users_release(users);
	return -1;
}

void users_release(struct users *users)
{
	for (unsigned i = 0; i < users->count; i++)
		wire_release(&users->all[i].wire);
	free(users->all);
	free(users->buffer);
	free(users->text);
	*users = (struct users){ 0 };
}
