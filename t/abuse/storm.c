/*
 * storm.c: many connections, many URLs, and a look at every single answer.
 *
 *	storm [-c CONNECTIONS] [-d SECONDS] [-n REQUESTS] [-t TIMEOUT] [-l LOG] <TABLE
 *
 * TABLE has lines of a URL, a tab, and what a good answer (200) contains. They are asked
 * in turn, on kept connections, until the time is over or so many were sent; SIGTERM ends
 * it early. Printed is one JSON object:
 *
 *	requests = good + wrong + problems + unproblematic + timeouts + lost
 *
 * where wrong is a 200 with another answer, problems are errors as RFC 9457 has them, by
 * their status, unproblematic all other errors, lost what ended without an answer.
 * Besides, refused: attempts to connect that failed, by which no request was sent.
 * What was not good is a line in LOG: when it began and ended (s, since 1970), what came,
 * and its URL.
 */
#include <curl/curl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"

enum { TARGET_MAX = 64, CONNECTION_MAX = 1024, STATUS_MAX = 600 };

struct target {
	char *url;
	const char *wanted;
};

struct asker {
	CURL *curl;
	const struct target *target;
	struct buf body;
	int64_t began_ns;
};

struct storm {
	long connections, requests, timeout_s;
	double duration_s;
	FILE *log;
	CURLM *multi;
	unsigned target_count, turn;
	struct target targets[TARGET_MAX];
	struct asker askers[CONNECTION_MAX];
	long sent, out, good, wrong, unproblematic, timeouts, lost, refused;
	long problems[STATUS_MAX];
	int64_t slowest_ns, until_ns;
};

static struct storm storm = { .connections = 16, .duration_s = 1,
			      .timeout_s = 60, .requests = 1000000000 };
static volatile sig_atomic_t stopped;

static void on_stop(int signal)
{
	(void)signal;
	stopped = 1;
}

static size_t take(char *bytes, size_t size, size_t count, void *data)
{
	buf_add(data, bytes, size * count);
	return size * count;
}

static void read_targets(void)
{
	char *line = NULL;
	size_t room = 0;

	while (storm.target_count < TARGET_MAX &&
	       getline(&line, &room, stdin) > 0) {
		struct target *target = &storm.targets[storm.target_count++];
		char *tab = strchr(line, '\t');

		line[strcspn(line, "\n")] = '\0';
		if (!tab) {
			fprintf(stderr, "storm: no tab in \"%s\"\n", line);
			exit(2);
		}
		*tab = '\0';
		target->url = line;
		target->wanted = tab + 1;
		line = NULL;
		room = 0;
	}
	free(line);
}

/* Send the next request, unless there is to be none. */
static void ask(struct asker *asker)
{
	if (stopped || storm.sent >= storm.requests ||
	    clock_wall_ns() > storm.until_ns)
		return;
	asker->target = &storm.targets[storm.turn];
	storm.turn = storm.turn + 1 < storm.target_count ? storm.turn + 1 : 0;
	storm.sent++;
	buf_clear(&asker->body);
	asker->began_ns = clock_ns(CLOCK_REALTIME);
	curl_easy_setopt(asker->curl, CURLOPT_URL, asker->target->url);
	curl_multi_add_handle(storm.multi, asker->curl);
	storm.out++;
}

static bool is_problem(const struct asker *asker, long status)
{
	const char *type = NULL;
	char member[32];

	snprintf(member, sizeof(member), "\"status\":%ld", status);
	curl_easy_getinfo(asker->curl, CURLINFO_CONTENT_TYPE, &type);
	return type && strcmp(type, "application/problem+json") == 0 &&
	       strstr(asker->body.text, member) &&
	       strstr(asker->body.text, "\"detail\":");
}

/* Count an answer; what it is called in the log, NULL when it is good. */
static const char *judge_answer(const struct asker *asker, long status)
{
	static char text[32];

	snprintf(text, sizeof(text), "%ld", status);
	if (status == 200 &&
	    strstr(asker->body.text, asker->target->wanted)) {
		storm.good++;
		return NULL;
	}
	if (status == 200) {
		storm.wrong++;
		return "wrong";
	}
	if (status >= 400 && status < STATUS_MAX && is_problem(asker, status))
		storm.problems[status]++;
	else
		storm.unproblematic++;
	return text;
}

static const char *judge(const struct asker *asker, CURLcode error)
{
	long status = 0;

	if (error == CURLE_OK) {
		curl_easy_getinfo(asker->curl, CURLINFO_RESPONSE_CODE, &status);
		return judge_answer(asker, status);
	}
	if (error == CURLE_COULDNT_CONNECT) {
		static const struct timespec pause = { .tv_nsec = NS_PER_MS };

		/* No request: another takes its place. */
		storm.refused++;
		storm.sent--;
		nanosleep(&pause, NULL);
		return NULL;
	}
	if (error == CURLE_OPERATION_TIMEDOUT)
		storm.timeouts++;
	else
		storm.lost++;
	return curl_easy_strerror(error);
}

static void finish(struct asker *asker, CURLcode error)
{
	int64_t end_ns = clock_ns(CLOCK_REALTIME);
	const char *failure = judge(asker, error);

	if (end_ns - asker->began_ns > storm.slowest_ns)
		storm.slowest_ns = end_ns - asker->began_ns;
	if (failure && storm.log)
		fprintf(storm.log, "%.6f\t%.6f\t%s\t%s\n",
			(double)asker->began_ns / 1e9, (double)end_ns / 1e9,
			failure, asker->target->url);
	curl_multi_remove_handle(storm.multi, asker->curl);
	storm.out--;
	ask(asker);
}

static void run(void)
{
	while (storm.out > 0) {
		CURLMsg *message;
		int running, left;

		curl_multi_perform(storm.multi, &running);
		while ((message = curl_multi_info_read(storm.multi, &left))) {
			struct asker *asker;
			CURLcode error = message->data.result;

			if (message->msg != CURLMSG_DONE)
				continue;
			curl_easy_getinfo(message->easy_handle,
					  CURLINFO_PRIVATE, &asker);
			finish(asker, error);
		}
		if (storm.out > 0)
			curl_multi_poll(storm.multi, NULL, 0, 100, NULL);
	}
}

static void prepare(struct asker *asker)
{
	CURL *curl = curl_easy_init();

	buf_init(&asker->body);
	asker->curl = curl;
	curl_easy_setopt(curl, CURLOPT_PRIVATE, asker);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &asker->body);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, storm.timeout_s);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
}

static void report(double seconds)
{
	long problems = 0;
	const char *comma = "";

	printf("{\"seconds\":%.1f,\"requests\":%ld,\"good\":%ld,\"wrong\":%ld,"
	       "\"unproblematic\":%ld,\"timeouts\":%ld,\"lost\":%ld,"
	       "\"refused\":%ld,\"slowest_ms\":%.0f,\"by_status\":{",
	       seconds, storm.sent, storm.good, storm.wrong,
	       storm.unproblematic, storm.timeouts, storm.lost, storm.refused,
	       (double)storm.slowest_ns / 1e6);
	for (int i = 0; i < STATUS_MAX; i++) {
		if (!storm.problems[i])
			continue;
		printf("%s\"%d\":%ld", comma, i, storm.problems[i]);
		problems += storm.problems[i];
		comma = ",";
	}
	printf("},\"problems\":%ld}\n", problems);
}

static void parse(int argc, char **argv)
{
	int letter;

	while ((letter = getopt(argc, argv, "c:d:n:t:l:")) != -1) {
		if (letter == 'c')
			storm.connections = strtol(optarg, NULL, 10);
		else if (letter == 'd')
			storm.duration_s = strtod(optarg, NULL);
		else if (letter == 'n')
			storm.requests = strtol(optarg, NULL, 10);
		else if (letter == 't')
			storm.timeout_s = strtol(optarg, NULL, 10);
		else if (letter == 'l')
			storm.log = fopen(optarg, "w");
		else
			exit(2);
	}
	read_targets();
	if (storm.connections < 1 || storm.connections > CONNECTION_MAX ||
	    !storm.target_count) {
		fprintf(stderr, "storm: from 1 to %d connections, and a table "
				"of URLs\n", CONNECTION_MAX);
		exit(2);
	}
}

int main(int argc, char **argv)
{
	int64_t start = clock_wall_ns();

	parse(argc, argv);
	signal(SIGTERM, on_stop);
	signal(SIGPIPE, SIG_IGN);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	storm.multi = curl_multi_init();
	curl_multi_setopt(storm.multi, CURLMOPT_MAXCONNECTS, storm.connections);
	storm.until_ns = start + (int64_t)(storm.duration_s * 1e9);
	for (long i = 0; i < storm.connections; i++) {
		prepare(&storm.askers[i]);
		ask(&storm.askers[i]);
	}
	run();
	if (storm.log)
		fclose(storm.log);
	report((double)(clock_wall_ns() - start) / 1e9);
	return 0;
}
