/* fastcgi.c: what a gateway sends to the service, and what anything else might. */
#include <fastcgi.h>
#include <fcgiapp.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/connection.h"
#include "fcgi/answer.h"
#include "fuzz.h"

/* Types of records, as the FastCGI specification numbers them. */
enum { BEGIN = 1, PARAMS = 4, STDIN = 5, TYPE_MAX = 15 };

enum {
	RESPONDER = 1,
	PIECE = 200,	    /* bytes of parameters in a record */
	REQUESTS_MOST = 64, /* on one connection */
};

static void add_record(struct buf *out, unsigned type, unsigned id,
		       const char *content, size_t length)
{
	const char head[8] = { 1,
			       (char)type,
			       0,
			       (char)id,
			       (char)(length >> 8),
			       (char)length };

	buf_add(out, head, sizeof(head));
	if (length)
		buf_add(out, content, length);
}

/* Take what was answered, so that nobody waits for room. */
static size_t hear(int peer)
{
	char bytes[4096];
	size_t heard = 0;
	ssize_t count;

	while ((count = recv(peer, bytes, sizeof(bytes), MSG_DONTWAIT)) > 0)
		heard += (size_t)count;
	return heard;
}

static void serve_one(struct connection *connection, int peer)
{
	const struct app app = { .only = workload_by_name("health"),
				 .profiler = "none",
				 .inject = -1 };
	struct request request;
	struct reply reply;
	struct buf out;

	reply_init(&reply);
	buf_init(&out);
	connection_request(connection, &request);
	answer(&app, &request, &reply);
	reply_render(&reply, &out);
	check(!out.failed);
	FCGX_PutStr(out.text, (int)out.len, connection->fcgi.out);
	connection_finish(connection);
	check(hear(peer) > out.len);
	buf_release(&out);
	reply_release(&reply);
}

/* As the worker does it, with a peer that has sent RECORDS and hung up. */
static void serve(const struct buf *records)
{
	struct connection connection;
	int ends[2];

	check(FCGX_Init() == 0);
	check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
	check(send(ends[0], records->text, records->len, MSG_DONTWAIT) ==
	      (ssize_t)records->len);
	shutdown(ends[0], SHUT_WR);
	connection_init(&connection);
	connection_adopt(&connection, ends[1]);
	for (int i = 0; i < REQUESTS_MOST && connection_is_open(&connection);
	     i++) {
		if (connection_read(&connection, true))
			serve_one(&connection, ends[0]);
	}
	if (connection_is_open(&connection))
		connection_close(&connection);
	close(ends[0]);
}

/* In one byte, or with its highest bit set in four. */
static void add_length(struct buf *out, size_t length)
{
	const char bytes[4] = { (char)(length >> 24 | 0x80),
				(char)(length >> 16), (char)(length >> 8),
				(char)length };

	if (length < 0x80)
		buf_add(out, bytes + 3, 1);
	else
		buf_add(out, bytes, sizeof(bytes));
}

static void add_param(struct buf *out, const char *line, size_t length)
{
	const char *equals = memchr(line, '=', length);
	size_t name = equals ? (size_t)(equals - line) : length;
	size_t value = equals ? length - name - 1 : 0;

	add_length(out, name);
	add_length(out, value);
	buf_add(out, line, name);
	if (value)
		buf_add(out, equals + 1, value);
}

/* As nginx does it: one "NAME=VALUE" a line, the connection kept. */
FUZZ(params, "params/*.txt")
{
	static const char begin[8] = { 0, RESPONDER, FCGI_KEEP_CONN };
	const char *end = text + length;
	struct buf params, records;

	buf_init(&params);
	buf_init(&records);
	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		size_t line = (size_t)((newline ? newline : end) - text);

		add_param(&params, text, line);
		text = newline ? newline + 1 : end;
	}
	add_record(&records, BEGIN, 1, begin, sizeof(begin));
	for (size_t at = 0; at < params.len; at += PIECE)
		add_record(&records, PARAMS, 1, params.text + at,
			   params.len - at < PIECE ? params.len - at : PIECE);
	add_record(&records, PARAMS, 1, NULL, 0);
	add_record(&records, STDIN, 1, NULL, 0);
	serve(&records);
	buf_release(&params);
	buf_release(&records);
}

/*
 * Each record a byte with its type, one with its number, one with its length, and so
 * many bytes of seven bits. So no length of a parameter takes four bytes, which libfcgi
 * would allocate whatever it is (SECURITY.md).
 */
FUZZ(records, "records/*.bin")
{
	const char *end = text + length;
	struct buf records;

	buf_init(&records);
	while (end - text >= 3) {
		unsigned type = (unsigned char)text[0] & TYPE_MAX;
		unsigned id = (unsigned char)text[1];
		size_t wanted = (unsigned char)text[2];
		size_t left = (size_t)(end - text) - 3;
		size_t count = wanted < left ? wanted : left;
		char content[256];

		for (size_t i = 0; i < count; i++)
			content[i] = (char)(text[3 + i] & 0x7f);
		add_record(&records, type, id, content, count);
		text += 3 + count;
	}
	serve(&records);
	buf_release(&records);
}
