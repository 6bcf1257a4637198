/* t_engine.c: the load engine against servers that behave, and that do not. */
#include "unit.h"

#include <string.h>

#include "client/client.h"
#include "client/engine.h"
#include "t/unit/server.h"

#define REPLY "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

static void assert_identities(const struct outcome *outcome, bool open)
{
	const uint64_t *failures = outcome->failures;
	uint64_t good = outcome->by_class[2] + outcome->by_class[3];
	uint64_t bad = outcome->by_class[4] + outcome->by_class[5];

	assert_true(outcome->sent ==
		    outcome->replies + outcome->unfinished +
			    failures[FAILURE_CLOSED] + failures[FAILURE_TIMEOUT] +
			    failures[FAILURE_MALFORMED]);
	assert_true(outcome->replies == good + bad);
	assert_true(outcome->in_time <= good);
	assert_true(outcome->latency.count == good + failures[FAILURE_TIMEOUT]);
	assert_true(outcome->service.count == outcome->latency.count);
	if (!open)
		return;
	assert_true(outcome->arrivals == outcome->sent + outcome->unsent);
	assert_true(outcome->queued == outcome->queue.count);
	assert_true(outcome->sent ==
		    outcome->queued + outcome->lateness.count);
}

static void run(struct outcome *outcome, const struct manner *how,
		struct engine_plan plan)
{
	struct server server;
	struct reason why;

	assert_int_equal(client_global_init(&why), 0);
	server_start(&server, how);
	plan.url = server.url;
	plan.duration_s = 0.1;
	if (plan.timeout_s == 0)
		plan.timeout_s = plan.drain_s = 10;
	if (engine_run(&plan, outcome, &why) < 0)
		fail_msg("%s", why.text);
	server_stop(&server);
	assert_identities(outcome, plan.rate > 0);
	assert_true(outcome->unfinished == 0 || plan.drain_s == 0);
}

static const struct manner kept = { REPLY, REPLY, 0, false };
static struct outcome outcome;

UNIT(engine_closed_loop_counts_replies)
{
	run(&outcome, &kept, (struct engine_plan){ .connections = 3 });
	assert_true(outcome.replies > 0 && outcome.in_time > 0);
	assert_true(outcome.connects == 3);
	assert_true(outcome_errors(&outcome) == 0 && outcome.retries == 0);
	assert_true(outcome.bytes == outcome.replies * strlen(REPLY));
}

UNIT(engine_reads_replies_in_pieces)
{
	static const struct manner how = { REPLY, REPLY, 1, false };

	run(&outcome, &how, (struct engine_plan){ .connections = 2 });
	assert_true(outcome.replies > 0 && outcome_errors(&outcome) == 0);
}

UNIT(engine_open_loop_sends_what_is_due)
{
	run(&outcome, &kept,
	    (struct engine_plan){ .connections = 8, .rate = 500, .seed = 1 });
	assert_true(outcome.replies == outcome.sent);
	assert_true(outcome.arrivals > 20 && outcome.arrivals < 100);
	/* Latency has the lateness and the wait, service has not. */
	assert_true(outcome.latency.sum >= outcome.service.sum);
}

UNIT(engine_arrivals_follow_from_the_seed)
{
	struct engine_plan plan = { .connections = 8, .rate = 1000, .seed = 9 };
	uint64_t first, unsent;

	run(&outcome, &kept, plan);
	first = outcome.arrivals;
	unsent = outcome.unsent;
	run(&outcome, &kept, plan);
	/* How many follow those that were sent is drawn when the time is up. */
	if (unsent == 0 && outcome.unsent == 0)
		assert_true(outcome.arrivals == first);
}

/* The queue has no bound in length, and yet none of it is held. */
UNIT(engine_overload_counts_what_was_not_sent)
{
	run(&outcome, &kept,
	    (struct engine_plan){ .connections = 2, .rate = 5e6, .seed = 1 });
	assert_true(outcome.unsent > 0 && outcome.queued > 0);
	assert_true(fabs((double)outcome.arrivals / 5e5 - 1) < 0.02);
	assert_true(outcome.replies > 0 && outcome_errors(&outcome) == 0);
}

UNIT(engine_connects_again_when_told_that_it_is_closed)
{
	static const struct manner how = {
		"HTTP/1.1 200 OK\r\nConnection: close\r\n"
		"Content-Length: 2\r\n\r\nok", NULL, 0, true };

	run(&outcome, &how, (struct engine_plan){ .connections = 2 });
	assert_true(outcome.replies > 2 && outcome_errors(&outcome) == 0);
	assert_true(outcome.connects >= outcome.replies);
}

/* A server may close an idle connection just when we send. */
UNIT(engine_sends_again_what_was_not_seen)
{
	static const struct manner how = { REPLY, NULL, 0, false };

	run(&outcome, &how, (struct engine_plan){ .connections = 2 });
	assert_true(outcome.replies > 2 && outcome_errors(&outcome) == 0);
	assert_true(outcome.retries > 0);
}

UNIT(engine_counts_a_connection_that_ends_early)
{
	static const struct manner how = {
		"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", NULL, 0, true };
	static const struct manner mute = { NULL, NULL, 0, true };

	run(&outcome, &how, (struct engine_plan){ .connections = 2 });
	assert_true(outcome.failures[FAILURE_CLOSED] > 0);
	assert_true(outcome.replies == 0);
	run(&outcome, &mute, (struct engine_plan){ .connections = 2 });
	assert_true(outcome.failures[FAILURE_CLOSED] > 0);
	assert_true(outcome.retries == 0);
}

UNIT(engine_counts_what_is_malformed)
{
	static const struct manner garbage = { "SSH-2.0-x\r\n", NULL, 0, true };
	static const struct manner twice = { REPLY "\r\n", NULL, 0, true };

	run(&outcome, &garbage, (struct engine_plan){ .connections = 2 });
	assert_true(outcome.failures[FAILURE_MALFORMED] > 0);
	assert_true(outcome.replies == 0);
	assert_string_equal(outcome.malformed, "no HTTP/1.1 status line");
	run(&outcome, &twice, (struct engine_plan){ .connections = 2 });
	assert_true(outcome.failures[FAILURE_MALFORMED] > 0);
	assert_string_equal(outcome.malformed, "more than one response");
}

UNIT(engine_counts_statuses_without_latency)
{
	static const struct manner how = {
		"HTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\nno",
		"HTTP/1.1 404 Non\r\nContent-Length: 2\r\n\r\nno", 0, false };

	run(&outcome, &how, (struct engine_plan){ .connections = 2 });
	assert_true(outcome.by_class[5] == 2 && outcome.by_class[4] > 0);
	assert_true(outcome_errors(&outcome) == outcome.replies);
	assert_true(outcome.latency.count == 0 && outcome.in_time == 0);
}

/* What is never answered counts with the time that it was waited for. */
UNIT(engine_counts_timeouts_with_latency)
{
	static const struct manner how = { REPLY, "HTTP/1.1 200", 0, false };

	run(&outcome, &how,
	    (struct engine_plan){ .connections = 2, .timeout_s = 0.03,
				  .drain_s = 10 });
	assert_true(outcome.failures[FAILURE_TIMEOUT] > 0);
	assert_true(histogram_max(&outcome.latency) >= 0.03e9);
}

UNIT(engine_does_not_wait_longer_than_it_should)
{
	static const struct manner how = { "HTTP/1.1 200", NULL, 0, false };

	run(&outcome, &how,
	    (struct engine_plan){ .connections = 2, .timeout_s = 100 });
	assert_true(outcome.unfinished == 2 && outcome.replies == 0);
}

UNIT(engine_says_when_nobody_listens)
{
	struct engine_plan plan = { .url = "http://127.0.0.1:1/",
				    .connections = 2,
				    .duration_s = 1,
				    .timeout_s = 1 };
	struct reason why;

	assert_int_equal(client_global_init(&why), 0);
	assert_int_equal(engine_run(&plan, &outcome, &why), -1);
	assert_non_null(strstr(why.text, "http://127.0.0.1:1/"));
}

UNIT(engine_takes_urls_only)
{
	static const char *const wrong[] = { "",
					     "127.0.0.1:80",
					     "ftp://127.0.0.1/",
					     "http://",
					     "http://u@127.0.0.1/",
					     "http://127.0.0.1:99999/",
					     "http://127.0.0.1/a\r\nX: y" };
	struct reason why;

	assert_int_equal(client_global_init(&why), 0);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct engine_plan plan = { .url = wrong[i],
					    .connections = 1,
					    .duration_s = 1,
					    .timeout_s = 1 };

		assert_int_equal(engine_run(&plan, &outcome, &why), -1);
		assert_non_null(strstr(why.text, "is expected"));
	}
}
