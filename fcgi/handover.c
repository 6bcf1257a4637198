/* handover.c: connections, from a worker that leaves to whoever comes next. */
#include "handover.h"

#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* No version of FastCGI, by which every record begins. */
static const char mark = 'H';

/* Room for the descriptor of a message. */
union control {
	char bytes[CMSG_SPACE(sizeof(int))];
	struct cmsghdr aligned;
};

/* Connected to where LISTENER listens, without waiting; or -1. */
static int connect_to(int listener)
{
	struct sockaddr_un address = { 0 };
	socklen_t size = sizeof(address);
	int fd;

	if (getsockname(listener, (struct sockaddr *)&address, &size) < 0 ||
	    address.sun_family != AF_UNIX || !address.sun_path[0])
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, size) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

int handover_leave(int listener, int connection)
{
	char byte = mark;
	struct iovec text = { .iov_base = &byte, .iov_len = sizeof(byte) };
	union control control = { 0 };
	struct msghdr message = { .msg_iov = &text,
				  .msg_iovlen = 1,
				  .msg_control = control.bytes,
				  .msg_controllen = sizeof(control.bytes) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	int fd = connect_to(listener);
	ssize_t sent;

	if (fd < 0)
		return -1;
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(connection));
	memcpy(CMSG_DATA(header), &connection, sizeof(connection));
	sent = sendmsg(fd, &message, MSG_NOSIGNAL);
	close(fd);
	return sent == sizeof(byte) ? 0 : -1;
}

/* What may be waited for and read as a connection of the proxy's. */
static bool is_connection(int fd)
{
	int domain = 0, type = 0, listening = 1;
	socklen_t size = sizeof(int);

	return getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 &&
	       getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
	       getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) ==
		       0 &&
	       domain == AF_UNIX && type == SOCK_STREAM && !listening;
}

int handover_take(int fd)
{
	char byte = 0;
	struct iovec text = { .iov_base = &byte, .iov_len = sizeof(byte) };
	union control control;
	int connection;
	/* Not its padding: another would fit in. The kernel closes what does not. */
	struct msghdr message = { .msg_iov = &text,
				  .msg_iovlen = 1,
				  .msg_control = control.bytes,
				  .msg_controllen =
					  CMSG_LEN(sizeof(connection)) };
	struct cmsghdr *header;

	if (recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) != 1 || byte != mark)
		return HANDOVER_NONE;
	if (recvmsg(fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) != 1)
		return HANDOVER_EMPTY;
	header = CMSG_FIRSTHDR(&message);
	if (!header || header->cmsg_level != SOL_SOCKET ||
	    header->cmsg_type != SCM_RIGHTS ||
	    header->cmsg_len != CMSG_LEN(sizeof(connection)))
		return HANDOVER_EMPTY;
	memcpy(&connection, CMSG_DATA(header), sizeof(connection));
	if (is_connection(connection))
		return connection;
	close(connection);
	return HANDOVER_EMPTY;
}
