/* client.c: `tare client`: sends load to a URL and reports what came of it. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/die.h"
#include "base/json.h"
#include "base/stop.h"
#include "base/units.h"
#include "cli/verb.h"
#include "client/client.h"
#include "client/engine.h"
#include "client/get.h"
#include "client/times.h"

/* Of the JSON; counts up when a member changes its meaning. */
enum { CLIENT_SCHEMA = 1 };

/* One arrival of so many not sent: more than a stall at the end explains. */
enum { UNSENT_SHARE = 100 };

struct options {
	long connections, seed;
	double duration_s, timeout_s, rate;
	const char *arrivals;
	bool spin, insecure, json;
};

#define ROW(member) .offset = offsetof(struct options, member)

static const struct option_row rows[] = {
	{ .name = "connections", .letter = 'c', ROW(connections),
	  .type = OPTION_LONG, .value = "N", .fallback = "10", .min = 1,
	  .max = CONNECTIONS_MAX, .help = "kept open, a request at a time each" },
	{ .name = "duration", .letter = 'd', ROW(duration_s),
	  .type = OPTION_DOUBLE, .value = "SECONDS", .fallback = "10",
	  .min = 0.001, .max = 86400, .help = "of sending" },
	{ .name = "rate", .letter = 'R', ROW(rate), .type = OPTION_DOUBLE,
	  .value = "N", .fallback = "0", .min = 0, .max = 1e7,
	  .help = "requests per second, whatever the replies take; 0: each "
		  "connection as fast as it is answered" },
	{ .name = "arrivals", ROW(arrivals), .type = OPTION_CHOICE,
	  .value = "KIND", .fallback = "poisson", .choices = "poisson|uniform",
	  .help = "the gaps of --rate" },
	{ .name = "seed", ROW(seed), .type = OPTION_LONG, .value = "N",
	  .fallback = "0", .min = 0, .max = 2147483647,
	  .help = "of the arrivals; 0: another each time" },
	{ .name = "timeout", ROW(timeout_s), .type = OPTION_DOUBLE,
	  .value = "SECONDS", .fallback = "10", .min = 0.001, .max = 3600,
	  .help = "for a connection, for a reply, and for the last replies" },
	{ .name = "spin", ROW(spin), .type = OPTION_FLAG,
	  .help = "never sleep: timely sending, for a CPU of its own" },
	{ .name = "insecure", .letter = 'k', ROW(insecure), .type = OPTION_FLAG,
	  .help = "take any certificate" },
	{ .name = "json", ROW(json), .type = OPTION_FLAG,
	  .help = "print JSON, times in nanoseconds" },
	VERB_HELP_ROW,
	{ .name = NULL }
};

static void make_plan(struct engine_plan *plan, const struct options *options,
		      const char *url)
{
	*plan = (struct engine_plan){
		.url = url,
		.connections = (unsigned)options->connections,
		.duration_s = options->duration_s,
		.drain_s = options->timeout_s,
		.timeout_s = options->timeout_s,
		.rate = options->rate,
		.uniform = strcmp(options->arrivals, "uniform") == 0,
		.seed = options->seed ? options->seed :
					clock_ns(CLOCK_REALTIME) & 0x7fffffff,
		.spin = options->spin,
		.insecure = options->insecure,
	};
}

static void print_times(const char *label, const struct histogram *histogram)
{
	char text[32];

	if (!histogram->count)
		return;
	printf("  %-10s mean %-8s", label,
	       format_ns(histogram_mean(histogram), text, sizeof(text)));
	for (unsigned i = 0; i < TIMES_QUANTILES; i++)
		printf("  %s %-8s", times_quantiles[i].name,
		       format_ns(times_quantile(histogram,
						times_quantiles[i].share),
				 text, sizeof(text)));
	printf("  max %s\n",
	       format_ns(histogram_max(histogram), text, sizeof(text)));
}

static void print_arrivals(const struct engine_plan *plan,
			   const struct outcome *outcome)
{
	char text[32];

	printf("  %-10s %.15g/s %s (seed %ld): %llu due, %llu sent, %llu not\n",
	       "asked", plan->rate, plan->uniform ? "evenly" : "Poisson",
	       plan->seed, (unsigned long long)outcome->arrivals,
	       (unsigned long long)outcome->sent,
	       (unsigned long long)outcome->unsent);
	print_times("latency", &outcome->latency);
	print_times("service", &outcome->service);
	print_times("late", &outcome->lateness);
	if (outcome->queued)
		printf("  %-10s %llu waited for a connection, up to %s%s\n",
		       "queue", (unsigned long long)outcome->queued,
		       format_ns(histogram_max(&outcome->queue), text,
				 sizeof(text)),
		       outcome->unsent * UNSENT_SHARE > outcome->arrivals ?
			       "; that is more than can be sent" :
			       "");
}

static void print_count(const char *name, uint64_t count)
{
	if (count)
		printf(", %s %llu", name, (unsigned long long)count);
}

static void print_errors(const struct outcome *outcome)
{
	if (outcome->retries)
		printf("  %-10s %llu sent again: the server had closed the "
		       "connection\n",
		       "retries", (unsigned long long)outcome->retries);
	if (!outcome_errors(outcome))
		return;
	printf("  %-10s %llu", "errors",
	       (unsigned long long)outcome_errors(outcome));
	print_count("4xx", outcome->by_class[4]);
	print_count("5xx", outcome->by_class[5]);
	for (int i = 0; i < FAILURE_KINDS; i++)
		print_count(failure_name((enum failure)i),
			    outcome->failures[i]);
	if (outcome->malformed)
		printf(" (%s)", outcome->malformed);
	if (outcome->connect_error[0])
		printf(" (%s)", outcome->connect_error);
	putchar('\n');
}

static void print_text(const struct engine_plan *plan,
		       const struct outcome *outcome)
{
	char text[32];

	printf("%s, %u connection%s, %.3g s%s\n", plan->url, plan->connections,
	       plural(plan->connections, "s"),
	       (double)outcome->wall_ns / 1e9,
	       outcome->stopped ? " (stopped early)" : "");
	if (plan->rate > 0)
		print_arrivals(plan, outcome);
	else
		print_times("latency", &outcome->latency);
	printf("  %-10s %llu, %s read", "replies",
	       (unsigned long long)outcome->replies,
	       format_bytes((double)outcome->bytes, text, sizeof(text)));
	print_count("not waited for", outcome->unfinished);
	putchar('\n');
	print_errors(outcome);
	printf("  %-10s %.0f %% of a CPU\n", "client",
	       outcome_cpu_share(outcome) * 100);
	printf("  %-10s %.2f\n", "requests/s", outcome_rate(outcome));
}

static void print_json(const struct engine_plan *plan,
		       const struct outcome *outcome)
{
	bool open = plan->rate > 0;
	struct json_object *json = json_object_new_object();

	json_set_int(json, "schema", CLIENT_SCHEMA);
	json_set_text(json, "url", plan->url);
	json_set_int(json, "connections", plan->connections);
	json_set_number(json, "duration_s", plan->duration_s);
	json_set_text(json, "loop", open ? "open" : "closed");
	if (open) {
		json_set_number(json, "rate", plan->rate);
		json_set_text(json, "arrivals",
			      plan->uniform ? "uniform" : "poisson");
		json_set_int(json, "seed", plan->seed);
	}
	json_set(json, "result", outcome_json(outcome, open));
	puts(json_object_to_json_string_ext(json, JSON_C_TO_STRING_PRETTY));
	json_object_put(json);
}

static void check_url(const char *url)
{
	struct reason why;
	char *text = get_text(url, &why);

	if (!text)
		die(EXIT_USAGE, "client: %s", why.text);
	free(text);
}

static int run_client(void *data, int count, char **words)
{
	const struct options *options = data;
	struct outcome *outcome = calloc(1, sizeof(*outcome));
	struct engine_plan plan;
	struct reason why;
	int code;

	if (count != 1)
		die(EXIT_USAGE, "client: %s; see --help",
		    count ? "one URL at a time" : "a URL is missing");
	if (!outcome)
		die(EXIT_FAILED, "client: no memory");
	check_url(words[0]);
	make_plan(&plan, options, words[0]);
	if (client_global_init(&why) < 0)
		die(EXIT_FAILED, "client: %s", why.text);
	stop_catch();
	if (engine_run(&plan, outcome, &why) < 0)
		die(EXIT_FAILED, "client: %s", why.text);
	if (options->json)
		print_json(&plan, outcome);
	else
		print_text(&plan, outcome);
	code = outcome->by_class[2] + outcome->by_class[3] ? EXIT_OK :
							     EXIT_FAILED;
	free(outcome);
	return code;
}

static const struct verb client = {
	.name = "client",
	.usage = "URL [options]",
	.summary = "send load to a URL: closed loop, or --rate",
	.rows = rows,
	.options_size = sizeof(struct options),
	.run = run_client,
};
REGISTER(verb, client);
