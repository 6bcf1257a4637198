/* client.c: one HTTP client connection, kept, one request at a time. */
#include "client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/version.h"

int client_global_init(struct reason *why)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) == 0)
		return 0;
	return reason_set(why, "libcurl does not start");
}

int64_t server_timing_ns(const char *value, size_t length, const char *name)
{
	char text[512];
	char *at, *end;
	size_t name_length = strlen(name);
	double ms;

	if (length >= sizeof(text))
		return -1;
	memcpy(text, value, length);
	text[length] = '\0';
	for (at = text; (at = strstr(at, name)) != NULL; at += name_length) {
		bool starts = at == text || at[-1] == ' ' || at[-1] == ',';

		if (starts && strncmp(at + name_length, ";dur=", 5) == 0)
			break;
	}
	if (!at)
		return -1;
	at += name_length + 5;
	ms = strtod(at, &end);
	return end == at ? -1 : (int64_t)(ms * 1e6 + 0.5);
}

static size_t on_header(char *line, size_t size, size_t count, void *data)
{
	static const char name[] = "Server-Timing:";
	struct client *client = data;
	size_t length = size * count;

	if (length > sizeof(name) &&
	    strncasecmp(line, name, sizeof(name) - 1) == 0) {
		const char *value = line + sizeof(name) - 1;
		size_t rest = length - sizeof(name) + 1;

		if (rest < sizeof(client->server_timing))
			snprintf(client->server_timing,
				 sizeof(client->server_timing), "%.*s",
				 (int)rest, value);
		client->timing.handler_wall_ns =
			server_timing_ns(value, rest, "wall");
		client->timing.handler_cpu_ns =
			server_timing_ns(value, rest, "cpu");
		client->timing.injected_ns =
			server_timing_ns(value, rest, "injected");
	}
	return length;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *data)
{
	struct client *client = data;

	if (client->keep_body)
		buf_add(&client->body, bytes, size * count);
	return size * count;
}

int client_init(struct client *client, const char *url, struct reason *why)
{
	CURL *easy = curl_easy_init();

	*client = (struct client){ .easy = easy };
	buf_init(&client->body);
	if (!easy)
		return reason_set(why, "libcurl gives no handle");
	curl_easy_setopt(easy, CURLOPT_URL, url);
	/* Without it, libcurl calls sigaction around every step. */
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, client);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, client);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, client->error);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "tare/" TARE_VERSION);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	return 0;
}

int client_add_header(struct client *client, const char *name,
		      const char *value, struct reason *why)
{
	struct curl_slist *more;
	char line[256];
	int length = snprintf(line, sizeof(line), "%s: %s", name, value);

	if (length >= (int)sizeof(line))
		return reason_set(why, "the header %s is too long", name);
	more = curl_slist_append(client->headers, line);
	if (!more)
		return reason_set(why, "no memory for the header %s", name);
	client->headers = more;
	curl_easy_setopt(client->easy, CURLOPT_HTTPHEADER, more);
	return 0;
}

void client_release(struct client *client)
{
	if (client->easy)
		curl_easy_cleanup(client->easy);
	client->easy = NULL;
	curl_slist_free_all(client->headers);
	client->headers = NULL;
	buf_release(&client->body);
}

int client_get(struct client *client, long timeout_ms, struct reason *why)
{
	static const struct timing unknown = { -1, -1, -1, -1 };
	long status = 0;
	int64_t start;
	CURLcode code;

	client->timing = unknown;
	client->error[0] = client->server_timing[0] = '\0';
	buf_clear(&client->body);
	curl_easy_setopt(client->easy, CURLOPT_TIMEOUT_MS, timeout_ms);
	start = clock_wall_ns();
	code = curl_easy_perform(client->easy);
	client->timing.latency_ns = clock_wall_ns() - start;
	if (code != CURLE_OK)
		return reason_set(why, "no reply: %s",
				  client->error[0] ? client->error :
						     curl_easy_strerror(code));
	curl_easy_getinfo(client->easy, CURLINFO_RESPONSE_CODE, &status);
	return (int)status;
}
