/*
 * records.c: FastCGI records with something wrong in every field, on a unix socket.
 *
 *	records SOCKET COUNT SEED
 *
 * COUNT connections, always the same ones for a SEED: each sends a good request in which
 * fields have been changed, records dropped, repeated, cut or put elsewhere, and then
 * closes its side. Whatever comes back is read to its end. After each hundred a good
 * request is asked, and has to be answered. Printed is JSON: connections, how many were
 * closed without a word, and the bytes that came back. Exit code 1 when the service does
 * not answer any more.
 */
#include <errno.h>
#include <fastcgi.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { STREAM_MAX = 200000, TIMEOUT_S = 60, RECORD_MAX = 8, CHECK_EVERY = 100 };

struct stream {
	size_t length, records, starts[RECORD_MAX + 1];
	unsigned char bytes[STREAM_MAX];
};

static uint64_t state;

/* xorshift64* (Vigna, 2016): which streams there are shall not depend on libc. */
static unsigned dice(unsigned sides)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (unsigned)(state * UINT64_C(2685821657736338717) >> 33) % sides;
}

static void add(struct stream *stream, const void *bytes, size_t count)
{
	if (count > STREAM_MAX - stream->length)
		count = STREAM_MAX - stream->length;
	memcpy(stream->bytes + stream->length, bytes, count);
	stream->length += count;
}

static void add_record(struct stream *stream, int type, const void *content,
		       size_t length)
{
	const FCGI_Header header = {
		.version = FCGI_VERSION_1,
		.type = (unsigned char)type,
		.requestIdB0 = 1,
		.contentLengthB1 = (unsigned char)(length >> 8),
		.contentLengthB0 = (unsigned char)length,
	};

	stream->starts[stream->records++] = stream->length;
	add(stream, &header, sizeof(header));
	add(stream, content, length);
}

static void make_good(struct stream *stream, bool keep)
{
	const FCGI_BeginRequestBody begin = { .roleB0 = FCGI_RESPONDER,
					      .flags = keep ? FCGI_KEEP_CONN :
							      0 };
	static const char params[] = "\016\003REQUEST_METHODGET"
				     "\014\016DOCUMENT_URI/cpu/fibonacci"
				     "\014\003QUERY_STRINGn=5";

	stream->length = stream->records = 0;
	add_record(stream, FCGI_BEGIN_REQUEST, &begin, sizeof(begin));
	add_record(stream, FCGI_PARAMS, params, sizeof(params) - 1);
	add_record(stream, FCGI_PARAMS, "", 0);
	add_record(stream, FCGI_STDIN, "", 0);
	stream->starts[stream->records] = stream->length;
}

/* A byte of a header, or of the first content: every field has its turn. */
static void change_field(struct stream *stream)
{
	size_t start = stream->starts[dice((unsigned)stream->records)];
	static const unsigned char edges[] = { 0,   1,	 2,   7,   8,	127,
					       128, 129, 254, 255, 'H', 11 };
	size_t at = start + dice(sizeof(FCGI_Header) + 8);

	if (at < stream->length)
		stream->bytes[at] = dice(4) ? edges[dice(sizeof(edges))] :
					      (unsigned char)dice(256);
}

/* A name or a value whose length is said in four bytes, and is not there. */
static void claim_length(struct stream *stream)
{
	size_t at = stream->starts[1] + sizeof(FCGI_Header);

	for (unsigned i = 0; i < 8 && at + i < stream->length; i++)
		stream->bytes[at + i] = dice(3) ? 0xff :
						  (unsigned char)dice(256);
	stream->bytes[at] |= 0x80;
}

static void drop_record(struct stream *stream)
{
	size_t which = dice((unsigned)stream->records);
	size_t from = stream->starts[which], to = stream->starts[which + 1];

	memmove(stream->bytes + from, stream->bytes + to, stream->length - to);
	stream->length -= to - from;
}

static void repeat_record(struct stream *stream)
{
	size_t which = dice((unsigned)stream->records);
	size_t from = stream->starts[which];
	size_t size = stream->starts[which + 1] - from;

	for (unsigned i = 1 + dice(300); i; i--)
		add(stream, stream->bytes + from, size);
}

/* What a proxy never sends: management, data, another role, an end. */
static void add_foreign(struct stream *stream)
{
	static const int types[] = { FCGI_ABORT_REQUEST, FCGI_END_REQUEST,
				     FCGI_STDIN, FCGI_STDOUT, FCGI_STDERR,
				     FCGI_DATA, FCGI_GET_VALUES,
				     FCGI_GET_VALUES_RESULT, FCGI_UNKNOWN_TYPE,
				     12, 255, 0 };
	struct stream old = *stream;
	unsigned char content[300];
	size_t count = dice(sizeof(content));

	for (size_t i = 0; i < count; i++)
		content[i] = (unsigned char)dice(256);
	stream->length = stream->records = 0;
	add_record(stream, types[dice(sizeof(types) / sizeof(*types))],
		   content, count);
	if (dice(2))
		stream->bytes[3] = 0; /* request 0: for the application */
	add(stream, old.bytes, old.length);
}

static void cut(struct stream *stream)
{
	stream->length = dice((unsigned)stream->length + 1);
}

static void fill(struct stream *stream)
{
	stream->length = dice(20000);
	for (size_t i = 0; i < stream->length; i++)
		stream->bytes[i] = (unsigned char)dice(256);
}

static void spoil(struct stream *stream)
{
	/* Those that move records come last. */
	if (dice(4) == 0)
		claim_length(stream);
	for (unsigned i = dice(4); i; i--)
		change_field(stream);
	switch (dice(6)) {
	case 0: drop_record(stream); break;
	case 1: repeat_record(stream); break;
	case 2: add_foreign(stream); break;
	case 3: cut(stream); break;
	case 4: if (dice(4) == 0) fill(stream); break;
	default: break;
	}
}

static int connect_to(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const struct timeval timeout = { .tv_sec = TIMEOUT_S };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

/* Send it; what comes back, up to SIZE - 1 bytes of it, is in TEXT. -1: it hangs. */
static long exchange(const char *path, const struct stream *stream, char *text,
		     size_t size)
{
	int fd = connect_to(path);
	ssize_t count = -1;
	size_t length = 0;

	if (fd < 0)
		return -1;
	send(fd, stream->bytes, stream->length, MSG_NOSIGNAL);
	shutdown(fd, SHUT_WR);
	while (length < size - 1 &&
	       (count = recv(fd, text + length, size - 1 - length, 0)) > 0)
		length += (size_t)count;
	for (size_t i = 0; i < length; i++)
		text[i] = text[i] ? text[i] : ' ';
	text[length] = '\0';
	close(fd);
	/* Reset by who has not read all of it, is an answer too. */
	return count < 0 && length == 0 && errno == EAGAIN ? -1 : (long)length;
}

static bool still_serves(const char *path)
{
	static struct stream stream;
	static char text[65536];

	make_good(&stream, false);
	return exchange(path, &stream, text, sizeof(text)) > 0 &&
	       strstr(text, "\"result\":{\"value\":5}") != NULL;
}

int main(int argc, char **argv)
{
	static struct stream stream;
	static char text[65536];
	long count = argc == 4 ? strtol(argv[2], NULL, 10) : 0;
	long silent = 0, bytes = 0, failed = 0;

	if (count < 1) {
		fputs("usage: records SOCKET COUNT SEED\n", stderr);
		return 2;
	}
	state = strtoull(argv[3], NULL, 10) | 1;
	for (long i = 0; i < count && !failed; i++) {
		long got;

		make_good(&stream, dice(2));
		spoil(&stream);
		got = exchange(argv[1], &stream, text, sizeof(text));
		silent += got == 0;
		bytes += got > 0 ? got : 0;
		failed = got < 0 || ((i + 1) % CHECK_EVERY == 0 &&
				     !still_serves(argv[1]));
		if (failed)
			fprintf(stderr, "records: no answer after %ld\n", i + 1);
	}
	printf("{\"connections\":%ld,\"silent\":%ld,\"bytes\":%ld}\n", count,
	       silent, bytes);
	return failed != 0;
}
