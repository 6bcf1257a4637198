/* outcome.c: what a load run counted. */
#include "outcome.h"

#include <string.h>

#include "base/json.h"
#include "client/times.h"

void outcome_init(struct outcome *outcome)
{
	memset(outcome, 0, sizeof(*outcome));
	histogram_init(&outcome->latency);
	histogram_init(&outcome->service);
	histogram_init(&outcome->lateness);
	histogram_init(&outcome->queue);
}

static void add_times(struct outcome *into, const struct outcome *from)
{
	into->wall_ns += from->wall_ns;
	into->cpu_ns += from->cpu_ns;
	into->whole_ns += from->whole_ns;
	histogram_merge(&into->latency, &from->latency);
	histogram_merge(&into->service, &from->service);
	histogram_merge(&into->lateness, &from->lateness);
	histogram_merge(&into->queue, &from->queue);
}

void outcome_add(struct outcome *into, const struct outcome *from)
{
	into->sent += from->sent;
	into->replies += from->replies;
	into->in_time += from->in_time;
	into->unfinished += from->unfinished;
	for (int i = 0; i < 6; i++)
		into->by_class[i] += from->by_class[i];
	for (int i = 0; i < FAILURE_KINDS; i++)
		into->failures[i] += from->failures[i];
	into->retries += from->retries;
	into->connects += from->connects;
	into->bytes += from->bytes;
	into->arrivals += from->arrivals;
	into->unsent += from->unsent;
	into->queued += from->queued;
	into->stopped |= from->stopped;
	add_times(into, from);
}

double outcome_rate(const struct outcome *outcome)
{
	if (outcome->wall_ns <= 0)
		return 0;
	return (double)outcome->in_time * 1e9 / (double)outcome->wall_ns;
}

uint64_t outcome_errors(const struct outcome *outcome)
{
	uint64_t errors = outcome->by_class[4] + outcome->by_class[5];

	for (int i = 0; i < FAILURE_KINDS; i++)
		errors += outcome->failures[i];
	return errors;
}

double outcome_cpu_share(const struct outcome *outcome)
{
	if (outcome->whole_ns <= 0)
		return 0;
	return (double)outcome->cpu_ns / (double)outcome->whole_ns;
}

const char *failure_name(enum failure failure)
{
	static const char *const names[FAILURE_KINDS] = {
		[FAILURE_CONNECT] = "connect",
		[FAILURE_CLOSED] = "closed",
		[FAILURE_TIMEOUT] = "timeout",
		[FAILURE_MALFORMED] = "malformed",
	};

	return names[failure];
}

static struct json_object *statuses_json(const struct outcome *outcome)
{
	static const char *const names[6] = { [2] = "2xx",
					      [3] = "3xx",
					      [4] = "4xx",
					      [5] = "5xx" };
	struct json_object *json = json_object_new_object();

	for (int i = 2; i < 6; i++)
		json_set_int(json, names[i], (int64_t)outcome->by_class[i]);
	return json;
}

static struct json_object *failures_json(const struct outcome *outcome)
{
	struct json_object *json = json_object_new_object();

	for (int i = 0; i < FAILURE_KINDS; i++)
		json_set_int(json, failure_name((enum failure)i),
			     (int64_t)outcome->failures[i]);
	return json;
}

static void add_open(struct json_object *json, const struct outcome *outcome)
{
	json_set_int(json, "arrivals", (int64_t)outcome->arrivals);
	json_set_int(json, "unsent", (int64_t)outcome->unsent);
	json_set_int(json, "queued", (int64_t)outcome->queued);
	json_set(json, "service_ns", times_json(&outcome->service));
	json_set(json, "lateness_ns", times_json(&outcome->lateness));
	json_set(json, "queue_ns", times_json(&outcome->queue));
}

struct json_object *outcome_json(const struct outcome *outcome, bool open)
{
	struct json_object *json = json_object_new_object();

	json_set_number(json, "requests_per_s", outcome_rate(outcome));
	json_set_int(json, "sent", (int64_t)outcome->sent);
	json_set_int(json, "replies", (int64_t)outcome->replies);
	json_set_int(json, "in_time", (int64_t)outcome->in_time);
	json_set_int(json, "unfinished", (int64_t)outcome->unfinished);
	json_set(json, "status", statuses_json(outcome));
	json_set_int(json, "errors", (int64_t)outcome_errors(outcome));
	json_set(json, "failures", failures_json(outcome));
	json_set_int(json, "connections_made", (int64_t)outcome->connects);
	json_set_int(json, "retries", (int64_t)outcome->retries);
	json_set_int(json, "bytes", (int64_t)outcome->bytes);
	json_set_number(json, "elapsed_s", (double)outcome->wall_ns / 1e9);
	json_set_number(json, "client_cpu", outcome_cpu_share(outcome));
	json_set_bool(json, "complete", !outcome->stopped);
	json_set(json, "latency_ns", times_json(&outcome->latency));
	if (open)
		add_open(json, outcome);
	return json;
}
