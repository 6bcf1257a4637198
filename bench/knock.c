/* knock.c: finding out whether a FastCGI service is there. */
#include "knock.h"

#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int knock_open(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0 &&
	    shutdown(fd, SHUT_WR) == 0)
		return fd;
	close(fd);
	return -1;
}

int knock_answered(int fd, int timeout_ms)
{
	struct pollfd answer = { .fd = fd, .events = POLLIN };

	if (poll(&answer, 1, timeout_ms) <= 0)
		return 0;
	/* A reset: the listener was closed before anybody accepted. */
	return answer.revents & POLLERR ? -1 : 1;
}
