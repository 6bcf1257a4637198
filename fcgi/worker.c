/*
 * worker.c: serves FastCGI requests on descriptor 0 until told to stop.
 *
 * libfcgi's own accept loop ties a process to one kept connection: while nginx
 * keeps it idle, the process does not look at the listener, and with as many
 * idle connections as workers every new request starves. So this loop waits for
 * the listener and all kept connections at once, and hands libfcgi only a
 * connection on which a request has begun to arrive. One request at a time; each
 * round serves every ready connection once, then accepts as many as it has served,
 * so that neither starves the other: with one a round, the last of n new ones would
 * wait for n^2 / 2 requests. A worker that serves nothing accepts one, and leaves
 * the next to another idle worker.
 */
#include "worker.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "fcgi/snapshot.h"

enum {
	LISTENER = 0,
	CONNECTION_MAX = 256,
	PEER_TIMEOUT_S = 5, /* for a peer that stops in mid-request */
	DRAIN_ROUNDS = 16,  /* at the end, for requests already sent */
};

struct worker {
	const struct app *app;
	unsigned count; /* connections open, requests[0..count) */
	int snapshots;	/* readable once one is asked for; -1: never */
	FCGX_Request requests[CONNECTION_MAX];
	struct buf out;
};

/*
 * A signal may be delivered to a thread that a profiler started, so that it
 * interrupts no wait of ours: the wait includes this descriptor.
 */
static int stop_event = -1;

static void on_stop(int signal)
{
	uint64_t one = 1;
	int error = errno;
	ssize_t written = write(stop_event, &one, sizeof(one));

	(void)written; /* full means that it is already readable */
	(void)signal;
	errno = error;
}

static bool stop_wanted(void)
{
	struct pollfd stop = { .fd = stop_event, .events = POLLIN };

	return poll(&stop, 1, 0) > 0;
}

bool worker_has_listener(void)
{
	int listening = 0;
	socklen_t size = sizeof(listening);

	return getsockopt(LISTENER, SOL_SOCKET, SO_ACCEPTCONN, &listening,
			  &size) == 0 &&
	       listening;
}

static int catch_signals(struct reason *why)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGUSR1 };
	/* SA_RESTART: the request in hand shall not notice. */
	struct sigaction action = { .sa_handler = on_stop,
				    .sa_flags = SA_RESTART };

	stop_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (stop_event < 0)
		return reason_errno(why, "cannot make an eventfd");
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaction(signals[i], &action, NULL);
	return 0;
}

static const char *record_get(const char *name, void *data)
{
	return FCGX_GetParam(name, ((FCGX_Request *)data)->envp);
}

static void serve_request(struct worker *worker, FCGX_Request *fcgi)
{
	struct request request;
	struct reply reply;

	reply_init(&reply);
	request_from_cgi(&request, record_get, fcgi);
	answer(worker->app, &request, &reply);
	buf_clear(&worker->out);
	reply_render(&reply, &worker->out);
	FCGX_PutStr(worker->out.text, (int)worker->out.len, fcgi->out);
	reply_release(&reply);
	FCGX_Finish_r(fcgi);
}

/* The peer is gone, or sent something that is no request. */
static bool peer_closed(int fd)
{
	char byte;
	ssize_t count = recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);

	return count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR);
}

static void drop(struct worker *worker, unsigned i)
{
	FCGX_Request *fcgi = &worker->requests[i];

	/* Not libfcgi's close, which waits for the peer to close first. */
	if (fcgi->ipcFd >= 0)
		close(fcgi->ipcFd);
	fcgi->ipcFd = -1;
	FCGX_Free(fcgi, 0);
	worker->requests[i] = worker->requests[--worker->count];
}

/*
 * Serve what has arrived on connection I. The request has no listener of its own,
 * so FCGX_Accept_r() reads from this connection, and fails where it would otherwise
 * go on to accept another. A connection that is not kept is gone afterwards.
 */
static void serve_connection(struct worker *worker, unsigned i)
{
	FCGX_Request *fcgi = &worker->requests[i];

	if (!peer_closed(fcgi->ipcFd) && FCGX_Accept_r(fcgi) == 0)
		serve_request(worker, fcgi);
	else if (fcgi->ipcFd >= 0)
		shutdown(fcgi->ipcFd, SHUT_RDWR);
	if (fcgi->ipcFd < 0 || peer_closed(fcgi->ipcFd))
		drop(worker, i);
}

static int accept_one(struct worker *worker)
{
	struct timeval timeout = { .tv_sec = PEER_TIMEOUT_S };
	FCGX_Request *fcgi = &worker->requests[worker->count];
	int fd = accept4(LISTENER, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0)
		return -1; /* another worker was faster, or the peer left */
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
	FCGX_InitRequest(fcgi, -1, 0);
	/*
	 * What FCGX_Attach() does for a request that was detached: adopt a
	 * connection. It is kept until its first request says otherwise, or
	 * FCGX_Accept_r() would close it before reading.
	 */
	fcgi->ipcFd = fd;
	fcgi->keepConnection = 1;
	worker->count++;
	return 0;
}

static void accept_some(struct worker *worker, unsigned most)
{
	while (most-- > 0 && worker->count < CONNECTION_MAX && !stop_wanted()) {
		if (accept_one(worker) < 0)
			break;
	}
}

/* Wait up to TIMEOUT_MS; then one round. Returns what poll() returned. */
static int serve_round(struct worker *worker, int timeout_ms, bool accepting)
{
	struct pollfd fds[CONNECTION_MAX + 3];
	unsigned count = worker->count;
	bool room = accepting && count < CONNECTION_MAX;
	unsigned served = 0;
	int ready;

	for (unsigned i = 0; i < count; i++)
		fds[i] = (struct pollfd){ .fd = worker->requests[i].ipcFd,
					  .events = POLLIN };
	fds[count] = (struct pollfd){ .fd = room ? LISTENER : -1,
				      .events = POLLIN };
	fds[count + 1] = (struct pollfd){ .fd = accepting ? stop_event : -1,
					  .events = POLLIN };
	fds[count + 2] = (struct pollfd){
		.fd = accepting ? worker->snapshots : -1, .events = POLLIN
	};
	ready = poll(fds, count + 3, timeout_ms);
	if (ready <= 0)
		return ready < 0 && errno == EINTR ? 1 : ready;
	/* Backwards: dropping one moves the last into its place. */
	for (unsigned i = count; i-- > 0;) {
		if (fds[i].revents) {
			serve_connection(worker, i);
			served++;
		}
	}
	if (fds[count].revents)
		accept_some(worker, served ? served : 1);
	if (fds[count + 2].revents)
		snapshot_take(worker->snapshots);
	return ready;
}

/* Requests that the proxy had sent before it could know that we leave. */
static void drain(struct worker *worker)
{
	for (int round = 0; round < DRAIN_ROUNDS && worker->count; round++) {
		if (serve_round(worker, 0, false) <= 0)
			break;
	}
	while (worker->count)
		drop(worker, worker->count - 1);
}

int worker_serve(const struct app *app, struct reason *why)
{
	struct worker *worker = calloc(1, sizeof(*worker));
	int status = -1;

	if (!worker)
		return reason_set(why, "no memory to start");
	worker->app = app;
	buf_init(&worker->out);
	/* libfcgi would linger 2 s on a peer that does not close. */
	setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", "200", 0);
	if (FCGX_Init() != 0) {
		reason_set(why, "libfcgi does not start");
		goto out;
	}
	if (catch_signals(why) < 0)
		goto out;
	worker->snapshots = snapshot_open();
	/* Several workers wait on it: losing the race must not block. */
	fcntl(LISTENER, F_SETFL, fcntl(LISTENER, F_GETFL) | O_NONBLOCK);
	while (!stop_wanted() && serve_round(worker, -1, true) >= 0)
		;
	drain(worker);
	status = 0;
out:
	buf_release(&worker->out);
	free(worker);
	return status;
}
