/* connection.c: one connection of the proxy's, with at most one request on it. */
#include "connection.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/inspect.h"

void connection_init(struct connection *connection)
{
	connection->fcgi.ipcFd = -1;
}

bool connection_is_open(const struct connection *connection)
{
	return connection->fcgi.ipcFd >= 0;
}

void connection_adopt(struct connection *connection, int fd)
{
	struct timeval timeout = { .tv_sec = CONNECTION_PATIENCE_S };

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
	FCGX_InitRequest(&connection->fcgi, -1, 0);
	/*
	 * What FCGX_Attach() does for a request that was detached. It is kept
	 * until its first request says otherwise, or FCGX_Accept_r() would
	 * close it before reading.
	 */
	connection->fcgi.ipcFd = fd;
	connection->fcgi.keepConnection = 1;
	connection->finished = false;
	connection->fresh = true;
}

void connection_close(struct connection *connection)
{
	FCGX_Request *fcgi = &connection->fcgi;

	/* Not libfcgi's close, which waits for the peer to close first. */
	if (fcgi->ipcFd >= 0)
		close(fcgi->ipcFd);
	fcgi->ipcFd = -1;
	FCGX_Free(fcgi, 0);
}

/* Nothing will come any more. */
static bool at_end(int fd)
{
	char byte;
	ssize_t count = recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);

	return count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR);
}

/*
 * What arrives on a connection that is finished is none of ours; but closed with data
 * unread, it could take back the answer that is on its way.
 */
static void discard(struct connection *connection)
{
	char bytes[4096];
	ssize_t count = recv(connection->fcgi.ipcFd, bytes, sizeof(bytes),
			     MSG_DONTWAIT);

	if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR))
		connection_close(connection);
}

static enum inspection look(int fd)
{
	unsigned char bytes[INSPECT_MOST];
	ssize_t count = recv(fd, bytes, sizeof(bytes),
			     MSG_PEEK | MSG_DONTWAIT);

	return count > 0 ? inspect(bytes, (size_t)count) : INSPECT_BAD;
}

/* What has come is a request. The rest of one is waited for, as libfcgi would. */
static bool holds_request(int fd)
{
	struct pollfd end = { .fd = fd, .events = POLLRDHUP };
	enum inspection seen = look(fd);
	int64_t until = 0;

	while (seen == INSPECT_PART) {
		int ended;

		if (!until)
			until = clock_wall_ns() +
				CONNECTION_PATIENCE_S * NS_PER_S;
		ended = poll(&end, 1, 1);
		/* A signal is of a profiler's timer, or to stop: not the end of it. */
		if (ended < 0 && errno == EINTR)
			ended = 0;
		if (ended != 0 || clock_wall_ns() > until)
			return look(fd) == INSPECT_GOOD;
		seen = look(fd);
	}
	return seen == INSPECT_GOOD;
}

bool connection_read(struct connection *connection, bool hung_up)
{
	if (connection->finished) {
		discard(connection);
		return false;
	}
	if (!(hung_up && at_end(connection->fcgi.ipcFd)) &&
	    holds_request(connection->fcgi.ipcFd) &&
	    FCGX_Accept_r(&connection->fcgi) == 0)
		return true;
	connection_close(connection);
	return false;
}

static const char *record_get(const char *name, void *data)
{
	return FCGX_GetParam(name, ((FCGX_Request *)data)->envp);
}

void connection_request(struct connection *connection,
			struct request *request)
{
	request_from_cgi(request, record_get, &connection->fcgi);
}

void connection_finish(struct connection *connection)
{
	FCGX_Request *fcgi = &connection->fcgi;

	connection->finished = !fcgi->keepConnection;
	/* Or libfcgi would wait here for the peer to close. */
	fcgi->keepConnection = 1;
	FCGX_Finish_r(fcgi);
	if (connection->finished && fcgi->ipcFd >= 0)
		shutdown(fcgi->ipcFd, SHUT_WR);
}
