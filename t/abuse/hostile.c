/*
 * hostile.c: requests that are all wrong, and whether each is told so in the right way.
 *
 *	hostile PORT COUNT SEED <PARAMETERS
 *
 * PARAMETERS has lines of a path, the name of a parameter, and its range: "PATH NAME MIN
 * MAX". COUNT requests, always the same ones for a SEED, go to 127.0.0.1. The answer has
 * to be an RFC 9457 problem of 4xx; 501 and 505 where RFC 9110 has them for what was sent.
 * Printed is JSON: how many, how many of each status, and how many were answered
 * otherwise, the first of which are shown. Exit code 1 when one was.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/buf.h"

enum { PARAMETER_MAX = 64, STATUS_MAX = 600, SHOWN_MAX = 5, TIMEOUT_S = 60 };

struct parameter {
	char path[64], name[32];
	long min, max;
};

static struct parameter parameters[PARAMETER_MAX];
static unsigned parameter_count;
static uint64_t state;

/* xorshift64* (Vigna, 2016): which requests there are shall not depend on libc. */
static unsigned dice(unsigned sides)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (unsigned)(state * UINT64_C(2685821657736338717) >> 33) % sides;
}

#define PICK(list) (list)[dice(sizeof(list) / sizeof(*(list)))]

static void add_repeated(struct buf *out, char c, unsigned count)
{
	while (count--)
		buf_add(out, &c, 1);
}

/* Of bytes that nginx passes on in a query: no space, no control character, no '&'. */
static void add_noise(struct buf *out, unsigned count)
{
	static const char bytes[] = "%'\"<>(){}[]\\|^~`;:,!@$*=/?.-_azAZ09";

	while (count--)
		buf_add(out, &bytes[dice(sizeof(bytes) - 1)], 1);
}

static void add_value(struct buf *out, const struct parameter *parameter)
{
	static const char *const odd[] = {
		"%", "%g1", "%1", "%%", "%zz", "%u0041", "%-1", "1%0", "1%",
		"%00", "1%00", "%0a1", "1%0d%0a", "-1", "-0x1", "--1", "1e99",
		"1.5", "0x10", "1e3", "nan", "inf", "+5", "%205", "5%20", "5+",
		"1,000", "1_0", "0b1", "\xc3\xa9", "%C3%A9", "%EF%BC%91",
		"%D9%A1", "\xef\xbc\x91", "%F0%9F%92%A9", "%FF", "%C0%B1",
		"true", "null", "[]", "", "%27", "1;2", "$(id)", "`id`",
		"18446744073709551617", "-9223372036854775809",
		"9223372036854775808", "4294967296000",
	};

	switch (dice(5)) {
	case 0:
		buf_addf(out, "%ld", parameter->max + 1 + (long)dice(1u << 30));
		break;
	case 1:
		add_repeated(out, (char)('1' + dice(9)), 20 + dice(6000));
		break;
	case 2:
		buf_adds(out, "x");
		add_noise(out, dice(200));
		break;
	default:
		buf_adds(out, PICK(odd));
	}
}

static void end_head(struct buf *out)
{
	buf_adds(out, " HTTP/1.1\r\nHost: a\r\n\r\n");
}

/* What the query has wrong is its own. */
static void add_query(struct buf *out)
{
	const struct parameter *parameter = &parameters[dice(parameter_count)];
	const char *name = parameter->name;

	buf_addf(out, "%s%s?", dice(4) ? "" : "/v/none", parameter->path);
	switch (dice(4)) {
	case 0:
		buf_addf(out, "%s=%ld&%s=%ld", name, parameter->min, name,
			 parameter->min);
		break;
	case 1:
		buf_addf(out, "x%s=", name);
		add_noise(out, dice(100));
		break;
	default:
		buf_addf(out, "%s=", name);
		add_value(out, parameter);
	}
}

static int bad_query(struct buf *out)
{
	buf_adds(out, "GET ");
	add_query(out);
	end_head(out);
	return 0;
}

static int bad_path(struct buf *out)
{
	static const char *const paths[] = {
		"/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/%00",
		"/health%00", "/health/", "/HEALTH", "/health%20", "/cpu",
		"/v/none", "/v/none/", "/v//health", "/v/nope/health",
		"/v/none/v/none/health", "/v/../v/none/nope", "/%", "/%zz",
		"/%ff%fe", "/\xff\xfe", "/problem/version", "/@method",
		"/nginx.conf", "/.tare-room", "/s/none-health.sock", "/a\\..\\b",
		"http://a/nope", "/health;x=1", "/log/nginx.log", "*", "nope",
	};

	buf_addf(out, "GET %s", PICK(paths));
	if (dice(2)) {
		buf_adds(out, "/x");
		add_noise(out, dice(300));
	}
	end_head(out);
	return 0;
}

static int bad_method(struct buf *out)
{
	static const char *const methods[] = {
		"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT",
		"PROPFIND", "MKCOL", "LOCK", "BREW", "get", "GeT", "G\xc3\x89T",
		"GET\t", "G ET", "\"GET\"", "GET;", "_", "X-GET", "PRI",
	};

	if (dice(2)) {
		buf_adds(out, PICK(methods));
	} else {
		buf_adds(out, "X");
		for (unsigned i = dice(40); i; i--)
			buf_addf(out, "%c", 'A' + (char)dice(26));
	}
	buf_adds(out, " /health");
	end_head(out);
	return 0;
}

/* Headers that may or may not be wrong, on a request that is in any case. */
static int bad_headers(struct buf *out)
{
	static const char *const lines[] = {
		"Host: b", "Host: a b", "Host:", "Content-Length: -1",
		"Content-Length: 1e9", "Content-Length: 99999999999999999999",
		"Content-Length: 0, 0", ": x", "X", " folded", "X: \x01\x02",
		"X\xc3\xa9: y", "Transfer-Encoding: chunked, chunked",
		"Range: bytes=9-1", "If-Modified-Since: never", "Expect: magic",
		"Cookie: a=\"", "Upgrade: h2c", "X-Forwarded-For: ::1",
		"Proxy: http://a", "Connection: upgrade, close, keep-alive",
		"Content-Length: 17000", "X_Y: z", "Accept: */*;q=9",
	};

	buf_adds(out, "GET ");
	if (dice(2))
		add_query(out);
	else
		buf_adds(out, "/nope");
	buf_adds(out, " HTTP/1.1\r\nHost: a\r\n");
	for (unsigned i = 1 + dice(4); i; i--) {
		if (dice(40) == 0) {
			buf_adds(out, "X: ");
			add_repeated(out, 'x', 1000 + dice(20000));
		} else {
			buf_adds(out, PICK(lines));
		}
		buf_adds(out, "\r\n");
	}
	buf_adds(out, "\r\n");
	return 501; /* of a transfer coding: RFC 9112, 6.1 */
}

static int bad_line(struct buf *out)
{
	static const char *const lines[] = {
		"nonsense", "GET", "GET /health HTTP/", "GET /health HTTP/1",
		"GET /health HTTP/x.y", "GET /health HTTP/1.1 more",
		"GET /health HTTP/9.9", "GET /health HTTP/-1.1",
		"GET /health http/1.1", "GET /hea lth HTTP/1.1",
		"GET \x01 HTTP/1.1", "\x16\x03\x01\x02", "HTTP/1.1 200 OK",
		"GET http:// HTTP/1.1", "GET ht!tp://a/ HTTP/1.1",
		"PRI * HTTP/2.0", "\x80\x81\x82 / HTTP/1.1",
	};

	buf_adds(out, PICK(lines));
	/* A zero byte is nowhere allowed. */
	if (dice(3) == 0)
		buf_add(out, "\0", 1);
	buf_adds(out, "\r\nHost: a\r\n\r\n");
	return 505; /* of a version: RFC 9110, 15.6.6 */
}

static int (*const kinds[])(struct buf *out) = {
	bad_query, bad_query, bad_query, bad_path,
	bad_method, bad_headers, bad_line,
};

static int connect_to(int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons((uint16_t)port) };
	const struct timeval timeout = { .tv_sec = TIMEOUT_S };
	/* So many ports there are not that one may wait after each. */
	const struct linger none = { .l_onoff = 1 };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

/* The body of a whole answer in TEXT; NULL while it is none. */
static const char *body_of(const struct buf *text)
{
	const char *end = strstr(text->text, "\r\n\r\n");
	const char *length = strcasestr(text->text, "\r\nContent-Length: ");

	if (!end || !length || length > end)
		return NULL;
	end += 4;
	return text->len - (size_t)(end - text->text) <
			       strtoul(length + 18, NULL, 10) ?
		       NULL :
		       end;
}

static void exchange(int port, const struct buf *request, struct buf *answer)
{
	char bytes[4096];
	int fd = connect_to(port);
	ssize_t count;

	buf_clear(answer);
	if (fd < 0)
		return;
	/* It may be refused, and closed, before it is all sent. */
	send(fd, request->text, request->len, MSG_NOSIGNAL);
	while (!body_of(answer) &&
	       (count = recv(fd, bytes, sizeof(bytes), 0)) > 0)
		buf_add(answer, bytes, (size_t)count);
	close(fd);
}

/* The status of ANSWER when it is right; else 0. */
static int judge(const struct buf *answer, int allowed)
{
	static const char version[] = "HTTP/1.1 ";
	const char *body = body_of(answer);
	char member[32];
	int status;

	if (!body || strncmp(answer->text, version, strlen(version)) != 0)
		return 0;
	status = (int)strtol(answer->text + strlen(version), NULL, 10);
	snprintf(member, sizeof(member), "\"status\":%d", status);
	if ((status >= 400 && status < 500) || status == allowed)
		return strstr(answer->text,
			      "Content-Type: application/problem+json\r\n") &&
				       strstr(body, member) &&
				       strstr(body, "\"detail\":\"") ?
			       status :
			       0;
	return 0;
}

static void show(const struct buf *request, const struct buf *answer)
{
	fprintf(stderr, "hostile: %zu bytes: ", request->len);
	for (size_t i = 0; i < request->len && i < 300; i++) {
		unsigned char c = (unsigned char)request->text[i];

		if (c >= ' ' && c < 0x7f)
			fputc(c, stderr);
		else
			fprintf(stderr, "\\x%02x", c);
	}
	fprintf(stderr, "\nis answered: %.300s\n", answer->text);
}

static void read_parameters(void)
{
	struct parameter *next = parameters;

	while (parameter_count < PARAMETER_MAX &&
	       /* NOLINTNEXTLINE(cert-err34-c): of tare-app, and they fit */
	       scanf("%63s %31s %ld %ld", next->path, next->name, &next->min,
		     &next->max) == 4) {
		parameter_count++;
		next++;
	}
}

int main(int argc, char **argv)
{
	long statuses[STATUS_MAX] = { 0 };
	long count = argc == 4 ? strtol(argv[2], NULL, 10) : 0;
	struct buf request, answer;

	read_parameters();
	if (count < 1 || !parameter_count) {
		fputs("usage: hostile PORT COUNT SEED <PARAMETERS\n", stderr);
		return 2;
	}
	state = strtoull(argv[3], NULL, 10) | 1;
	buf_init(&request);
	buf_init(&answer);
	for (long i = 0; i < count; i++) {
		int allowed, status;

		buf_clear(&request);
		allowed = PICK(kinds)(&request);
		exchange((int)strtol(argv[1], NULL, 10), &request, &answer);
		status = judge(&answer, allowed);
		if (!status && statuses[0] < SHOWN_MAX)
			show(&request, &answer);
		statuses[status]++;
	}
	printf("{\"requests\":%ld,\"otherwise\":%ld", count, statuses[0]);
	for (int i = 1; i < STATUS_MAX; i++) {
		if (statuses[i])
			printf(",\"%d\":%ld", i, statuses[i]);
	}
	puts("}");
	buf_release(&request);
	buf_release(&answer);
	return statuses[0] > 0;
}
