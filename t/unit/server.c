/* server.c: an HTTP server on loopback that behaves as it is told. */
#include "server.h"

#include "unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* One whole request; false at the end of the stream. */
static bool read_request(int fd)
{
	static const char start[] = "GET /x?y=1 HTTP/1.1\r\n"
				    "Host: 127.0.0.1:";
	char text[4096];
	size_t have = 0;

	do {
		ssize_t count = recv(fd, text + have, sizeof(text) - 1 - have,
				     0);

		if (count <= 0)
			return false;
		have += (size_t)count;
		text[have] = '\0';
	} while (!strstr(text, "\r\n\r\n"));
	return strncmp(text, start, strlen(start)) == 0;
}

static void write_reply(int fd, const char *text, unsigned step)
{
	size_t length = strlen(text);

	if (!step)
		step = (unsigned)length;
	while (length) {
		size_t piece = length < step ? length : step;

		if (send(fd, text, piece, MSG_NOSIGNAL) != (ssize_t)piece)
			return;
		text += piece;
		length -= piece;
	}
}

static const struct manner *manner;

static void *serve(void *data)
{
	int fd = (int)(intptr_t)data;
	const char *text = manner->first;

	while (read_request(fd) && text) {
		write_reply(fd, text, manner->bytes_at_a_time);
		if (manner->closes)
			break;
		text = manner->rest;
	}
	close(fd);
	return NULL;
}

static _Noreturn void serve_all(int listener)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		int fd = accept(listener, NULL, NULL);
		pthread_t thread;

		if (fd >= 0 && pthread_create(&thread, NULL, serve,
					      (void *)(intptr_t)fd) == 0)
			pthread_detach(thread);
	}
}

void server_start(struct server *server, const struct manner *how)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	manner = how;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(listener, (struct sockaddr *)&address, size), 0);
	assert_int_equal(listen(listener, 64), 0);
	getsockname(listener, (struct sockaddr *)&address, &size);
	snprintf(server->url, sizeof(server->url), "http://127.0.0.1:%d/x?y=1",
		 ntohs(address.sin_port));
	server->pid = fork();
	if (server->pid == 0)
		serve_all(listener);
	assert_true(server->pid > 0);
	close(listener);
}

void server_stop(struct server *server)
{
	kill(server->pid, SIGKILL);
	waitpid(server->pid, NULL, 0);
}
