/* exchange.c: one request and its response, over a user's connection. */
#include "exchange.h"

#include <errno.h>

#include "base/clock.h"

void exchange_end(struct users *users, struct user *user)
{
	user->pending = false;
	user->retried = false;
	users->busy--;
}

static void add_latency(struct users *users, const struct user *user)
{
	struct outcome *outcome = users->outcome;

	histogram_add(&outcome->latency, users->now_ns - user->due_ns);
	histogram_add(&outcome->service, users->now_ns - user->sent_ns);
}

void exchange_fail(struct users *users, struct user *user,
		   enum failure failure)
{
	users->outcome->failures[failure]++;
	if (failure == FAILURE_TIMEOUT)
		add_latency(users, user);
	exchange_end(users, user);
	user_open(users, user);
}

static void on_reply(struct users *users, struct user *user)
{
	const struct response *response = &user->response;
	struct outcome *outcome = users->outcome;

	users->now_ns = clock_wall_ns();
	outcome->replies++;
	outcome->by_class[response->status / 100]++;
	if (response->status < 400) {
		outcome->in_time += users->now_ns <= users->end_ns;
		add_latency(users, user);
	}
	user->served++;
	exchange_end(users, user);
	if (response->keep)
		user_set_free(users, user);
	else
		user_open(users, user);
}

/* The connection ended, or broke. */
static void on_lost(struct users *users, struct user *user)
{
	struct response *response = &user->response;
	bool unseen = !response->begun && user->served > 0;

	if (user->state == USER_FREE) {
		user_open(users, user);
	} else if (unseen && !user->retried) {
		users->outcome->retries++;
		user->retried = true;
		user->pending = true;
		user_open(users, user);
	} else if (response_close(response) == RESPONSE_DONE) {
		on_reply(users, user);
	} else {
		exchange_fail(users, user, FAILURE_CLOSED);
	}
}

void exchange_write(struct users *users, struct user *user)
{
	ssize_t count = wire_send(&user->wire, users->text + user->written,
				  users->text_length - user->written);

	if (count < 0 && errno != EAGAIN) {
		on_lost(users, user);
		return;
	}
	if (count > 0)
		user->written += (size_t)count;
	wire_watch_write(&user->wire, user->written < users->text_length);
}

void exchange_begin(struct users *users, struct user *user)
{
	user->state = USER_BUSY;
	user->pending = false;
	user->written = 0;
	response_init(&user->response);
	exchange_write(users, user);
}

/* Interpret COUNT bytes that have come. */
static void take_bytes(struct users *users, struct user *user, size_t count)
{
	enum response_progress progress;
	size_t used;

	users->outcome->bytes += count;
	/* Nobody asked: what it says concerns no request. */
	if (user->state == USER_FREE) {
		user_open(users, user);
		return;
	}
	progress = response_feed(&user->response, users->buffer, count, &used);
	if (progress == RESPONSE_MORE)
		return;
	if (progress == RESPONSE_DONE && used == count) {
		on_reply(users, user);
		return;
	}
	users->outcome->malformed = progress == RESPONSE_BAD ?
					    user->response.wrong :
					    "more than one response";
	exchange_fail(users, user, FAILURE_MALFORMED);
}

void exchange_read(struct users *users, struct user *user)
{
	int fd = user->wire.fd;
	ssize_t count;

	do {
		count = wire_receive(&user->wire, users->buffer, USERS_BUFFER);
		if (count > 0)
			take_bytes(users, user, (size_t)count);
		else if (count == 0 || errno != EAGAIN)
			on_lost(users, user);
		/* TLS may hold more that epoll does not know of. */
	} while ((count == USERS_BUFFER || (count > 0 && user->wire.secure)) &&
		 user->wire.fd == fd);
}

