/*
 * client.h: one HTTP client connection, kept, one request at a time.
 *
 * The clock runs around the whole transfer, from before the request is written
 * until its last byte is read. The reply's own account of the handler's time
 * (Server-Timing) comes with it.
 */
#ifndef TARE_CLIENT_H
#define TARE_CLIENT_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/reason.h"

/* What one request took, nanoseconds; negative: not said. */
struct timing {
	int64_t latency_ns;	   /* seen by the client */
	int64_t handler_wall_ns;   /* Server-Timing: wall */
	int64_t handler_cpu_ns;	   /* Server-Timing: cpu */
	int64_t injected_ns;	   /* Server-Timing: injected */
};

struct client {
	CURL *easy;
	bool keep_body; /* else it is counted and thrown away */
	struct buf body;
	struct timing timing;
	char server_timing[512]; /* the reply's, whole; "" when there is none */
	struct curl_slist *headers;
	char error[CURL_ERROR_SIZE];
};

/* Once in a process, before the first client. */
int client_global_init(struct reason *why);

int client_init(struct client *client, const char *url, struct reason *why);
void client_release(struct client *client);

/* Send NAME: VALUE with every request from now on. */
int client_add_header(struct client *client, const char *name,
		      const char *value, struct reason *why);

/*
 * Send one GET. Returns the HTTP status, or -1 with WHY when there was no reply within
 * TIMEOUT_MS.
 */
int client_get(struct client *client, long timeout_ms, struct reason *why);

/* Find NAME's dur= in a Server-Timing header's value; ns, -1 when absent. */
int64_t server_timing_ns(const char *value, size_t length, const char *name);

#endif
