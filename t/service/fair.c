/*
 * fair.c: many clients at once, and whether each of them gets its share.
 *
 *	fair URL CLIENTS REQUESTS
 *
 * Each client keeps one connection and sends its REQUESTS one after the other. When
 * all are served in turn, a request takes the share T / REQUESTS of the time T that
 * everything takes. Printed as NAME=VALUE words: how many requests failed, the
 * longest request in such shares (REQUESTS at the most, when one client waited
 * until all others were done), and how much of its work the last client had done
 * when the first was through. Exit code 1 when a request failed.
 */
#include <curl/curl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"

enum { CLIENT_MAX = 512, TIMEOUT_S = 120 };

struct client {
	pthread_t thread;
	const char *url;
	long requests;
	CURL *curl;
	_Atomic long done;
	long failed, connections;
	int64_t slowest_ns;
	char error[CURL_ERROR_SIZE];
};

static struct client clients[CLIENT_MAX];
static long client_count;
static pthread_barrier_t start_line;
/* Of all clients, what the slowest had done when the first was through. */
static _Atomic long behind = -1;

static size_t swallow(char *bytes, size_t size, size_t count, void *data)
{
	(void)bytes;
	(void)data;
	return size * count;
}

static void request(struct client *client)
{
	int64_t start = clock_wall_ns();
	CURLcode error = curl_easy_perform(client->curl);
	int64_t took = clock_wall_ns() - start;
	long status = 0, connections = 0;

	curl_easy_getinfo(client->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(client->curl, CURLINFO_NUM_CONNECTS, &connections);
	client->connections += connections;
	if (took > client->slowest_ns)
		client->slowest_ns = took;
	if (error == CURLE_OK && status == 200)
		return;
	client->failed++;
	fprintf(stderr, "fair: status %ld: %s\n", status, client->error);
}

static void note_first_through(void)
{
	long least = clients[0].done;
	long nobody = -1;

	for (long i = 1; i < client_count; i++) {
		if (clients[i].done < least)
			least = clients[i].done;
	}
	atomic_compare_exchange_strong(&behind, &nobody, least);
}

static void *run(void *data)
{
	struct client *client = data;

	pthread_barrier_wait(&start_line);
	for (long i = 0; i < client->requests; i++) {
		request(client);
		client->done++;
	}
	note_first_through();
	return NULL;
}

static int prepare(struct client *client, const char *url, long requests)
{
	client->url = url;
	client->requests = requests;
	client->curl = curl_easy_init();
	if (!client->curl)
		return -1;
	curl_easy_setopt(client->curl, CURLOPT_URL, url);
	curl_easy_setopt(client->curl, CURLOPT_WRITEFUNCTION, swallow);
	curl_easy_setopt(client->curl, CURLOPT_ERRORBUFFER, client->error);
	curl_easy_setopt(client->curl, CURLOPT_TIMEOUT, (long)TIMEOUT_S);
	curl_easy_setopt(client->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(client->curl, CURLOPT_PROXY, "");
	return 0;
}

static int report(int64_t took_ns, long requests)
{
	long failed = 0, connections = 0;
	int64_t slowest = 0;

	for (long i = 0; i < client_count; i++) {
		failed += clients[i].failed;
		connections += clients[i].connections;
		if (clients[i].slowest_ns > slowest)
			slowest = clients[i].slowest_ns;
	}
	printf("requests=%ld failed=%ld connections=%ld slowest=%.2f "
	       "behind=%.2f\n",
	       client_count * requests, failed, connections,
	       (double)(slowest * requests) / (double)took_ns,
	       (double)behind / (double)requests);
	return failed ? 1 : 0;
}

int main(int argc, char **argv)
{
	long requests = argc == 4 ? strtol(argv[3], NULL, 10) : 0;
	int64_t start;

	client_count = argc == 4 ? strtol(argv[2], NULL, 10) : 0;
	if (requests < 1 || client_count < 1 || client_count > CLIENT_MAX) {
		fprintf(stderr, "usage: fair URL CLIENTS REQUESTS, at most %d "
				"clients\n", CLIENT_MAX);
		return 2;
	}
	curl_global_init(CURL_GLOBAL_DEFAULT);
	for (long i = 0; i < client_count; i++) {
		if (prepare(&clients[i], argv[1], requests) < 0)
			return 1;
	}
	pthread_barrier_init(&start_line, NULL, (unsigned)client_count + 1);
	for (long i = 0; i < client_count; i++) {
		if (pthread_create(&clients[i].thread, NULL, run, &clients[i]))
			return 1;
	}
	start = clock_wall_ns();
	pthread_barrier_wait(&start_line);
	for (long i = 0; i < client_count; i++)
		pthread_join(clients[i].thread, NULL);
	return report(clock_wall_ns() - start, requests);
}
