/*
 * peer.c: a FastCGI peer that behaves as asked, on a unix socket.
 *
 *	peer hold SOCKET		connect and say nothing
 *	peer send SOCKET		send standard input as it is
 *	peer keep SOCKET PATH QUERY	one request on a connection to be kept
 *	peer late SOCKET PATH QUERY	the same, but it stops first; SIGCONT lets it ask
 *
 * What comes back goes to standard output, of a request without the framing, and then a
 * line with "peer:" and where it is: "asked" after a request, "waiting" once nothing more
 * is to be sent, "closed" when the other side has closed, after which it ends.
 */
#include <fastcgi.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { REQUEST_ID = 1 };

static void say(const char *where)
{
	printf("peer: %s\n", where);
	fflush(stdout);
}

static int connect_to(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (fd < 0 ||
	    connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		perror("peer: connect");
		return -1;
	}
	return fd;
}

static int send_record(int fd, int type, const void *content, size_t length)
{
	const FCGI_Header header = {
		.version = FCGI_VERSION_1,
		.type = (unsigned char)type,
		.requestIdB0 = REQUEST_ID,
		.contentLengthB1 = (unsigned char)(length >> 8),
		.contentLengthB0 = (unsigned char)length,
	};

	if (write(fd, &header, sizeof(header)) != sizeof(header) ||
	    write(fd, content, length) != (ssize_t)length)
		return -1;
	return 0;
}

static int send_param(int fd, const char *name, const char *value)
{
	char pair[300];
	size_t n = strlen(name), v = strlen(value);

	if (n > 127 || v > 127)
		return -1;
	pair[0] = (char)n;
	pair[1] = (char)v;
	/* NOLINTBEGIN(bugprone-not-null-terminated-result): lengths are sent */
	memcpy(pair + 2, name, n);
	memcpy(pair + 2 + n, value, v);
	/* NOLINTEND(bugprone-not-null-terminated-result) */
	return send_record(fd, FCGI_PARAMS, pair, 2 + n + v);
}

static int send_request(int fd, const char *path, const char *query)
{
	const FCGI_BeginRequestBody begin = { .roleB0 = FCGI_RESPONDER,
					      .flags = FCGI_KEEP_CONN };

	if (send_record(fd, FCGI_BEGIN_REQUEST, &begin, sizeof(begin)) < 0 ||
	    send_param(fd, "REQUEST_METHOD", "GET") < 0 ||
	    send_param(fd, "DOCUMENT_URI", path) < 0 ||
	    send_param(fd, "QUERY_STRING", query) < 0 ||
	    send_record(fd, FCGI_PARAMS, "", 0) < 0 ||
	    send_record(fd, FCGI_STDIN, "", 0) < 0)
		return -1;
	return 0;
}

static int read_exactly(int fd, void *bytes, size_t count)
{
	char *at = bytes;

	while (count > 0) {
		ssize_t got = read(fd, at, count);

		if (got <= 0)
			return -1;
		at += got;
		count -= (size_t)got;
	}
	return 0;
}

/* Print the answer up to its end. */
static int read_answer(int fd)
{
	char content[65536 + 256];
	FCGI_Header header;

	do {
		size_t length;

		if (read_exactly(fd, &header, sizeof(header)) < 0)
			return -1;
		length = (size_t)(header.contentLengthB1 << 8 |
				  header.contentLengthB0);
		if (read_exactly(fd, content, length + header.paddingLength) < 0)
			return -1;
		if (header.type == FCGI_STDOUT)
			fwrite(content, 1, length, stdout);
	} while (header.type != FCGI_END_REQUEST);
	return 0;
}

static int send_input(int fd)
{
	char bytes[4096];
	size_t count;

	while ((count = fread(bytes, 1, sizeof(bytes), stdin)) > 0) {
		/* It may have closed in disgust: that is an answer too. */
		if (write(fd, bytes, count) != (ssize_t)count)
			break;
	}
	return shutdown(fd, SHUT_WR);
}

static void wait_until_closed(int fd)
{
	char bytes[4096];
	ssize_t count;

	say("waiting");
	while ((count = read(fd, bytes, sizeof(bytes))) > 0)
		fwrite(bytes, 1, (size_t)count, stdout);
	say("closed");
}

static int ask(int fd, const char *path, const char *query)
{
	if (send_request(fd, path, query) < 0)
		return -1;
	say("asked");
	return read_answer(fd);
}

int main(int argc, char **argv)
{
	const char *verb = argc > 2 ? argv[1] : "";
	bool asks = strcmp(verb, "keep") == 0 || strcmp(verb, "late") == 0;
	int fd, status = 0;

	if (asks ? argc != 5 :
		   strcmp(verb, "hold") != 0 && strcmp(verb, "send") != 0) {
		fputs("usage: peer hold|send SOCKET; peer keep|late SOCKET PATH "
		      "QUERY\n", stderr);
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	fd = connect_to(argv[2]);
	if (fd < 0)
		return 1;
	if (strcmp(verb, "send") == 0)
		send_input(fd);
	if (strcmp(verb, "late") == 0)
		raise(SIGSTOP);
	if (asks)
		status = ask(fd, argv[3], argv[4]) < 0;
	if (status == 0)
		wait_until_closed(fd);
	close(fd);
	return status;
}
