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
 *
 * A request on a kept connection is four system calls: epoll_wait, a look (base/inspect.h),
 * read, write.
 */
#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/connection.h"
#include "fcgi/handover.h"
#include "fcgi/snapshot.h"

enum {
	LISTENER = 0,
	CONNECTION_MAX = 256,
	DRAIN_ROUNDS = 16, /* at the end, for requests already sent */
	HUNG_UP = EPOLLRDHUP | EPOLLHUP | EPOLLERR,
};

struct worker {
	const struct app *app;
	int epoll;
	int spare;	/* a descriptor, for when there is no other; -1: none */
	int snapshots;	/* readable once one is asked for; -1: never */
	bool accepting; /* the listener is in the epoll set */
	unsigned count; /* slots in use */
	uint64_t turns; /* so far: who has the lowest has waited longest */
	struct connection connections[CONNECTION_MAX];
	struct reply reply;
	struct buf out;
};

/*
 * A signal may be delivered to a thread that a profiler started, so that it
 * interrupts no wait of ours: the wait includes this descriptor.
 */
static int stop_event = -1;
static atomic_bool stop_wanted;
/* Another is about to come: all but the request in hand is left to it. */
static atomic_bool successor_comes;

static void on_stop(int signal)
{
	uint64_t one = 1;
	int error = errno;
	ssize_t written;

	successor_comes = successor_comes || signal == SIGHUP;
	stop_wanted = true;
	written = write(stop_event, &one, sizeof(one));
	(void)written; /* full means that it is already readable */
	errno = error;
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
	static const int signals[] = { SIGTERM, SIGINT, SIGUSR1, SIGHUP };
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

static void serve_request(struct worker *worker,
			  struct connection *connection)
{
	FCGX_Request *fcgi = &connection->fcgi;
	struct reply *reply = &worker->reply;
	struct request request;

	reply_clear(reply);
	connection_request(connection, &request);
	answer(worker->app, &request, reply);
	buf_clear(&worker->out);
	reply_render(reply, &worker->out);
	FCGX_PutStr(worker->out.text, (int)worker->out.len, fcgi->out);
	connection_finish(connection);
}

static int watch(const struct worker *worker, int fd, uint32_t events,
		 void *what)
{
	struct epoll_event event = { .events = events, .data.ptr = what };

	return epoll_ctl(worker->epoll, EPOLL_CTL_ADD, fd, &event);
}

/* Accept, or stop accepting: one connection wakes one of the idle workers. */
static void set_accepting(struct worker *worker, bool wanted)
{
	if (wanted == worker->accepting)
		return;
	if (!wanted)
		epoll_ctl(worker->epoll, EPOLL_CTL_DEL, LISTENER, NULL);
	else if (watch(worker, LISTENER, EPOLLIN | EPOLLEXCLUSIVE, NULL) < 0)
		return; /* no memory: tried again after the next event */
	worker->accepting = wanted;
}

static void drop(struct worker *worker, struct connection *connection)
{
	connection_close(connection);
	worker->count--;
}

static void adopt(struct worker *worker, int fd);

/* It has brought another, if it was to: true, and then it is of no more use. */
static bool take_over(struct worker *worker, struct connection *connection)
{
	int fd = handover_take(connection->fcgi.ipcFd);

	connection->fresh = false;
	if (fd == HANDOVER_NONE)
		return false;
	drop(worker, connection);
	if (fd >= 0)
		adopt(worker, fd);
	return true;
}

static void serve_connection(struct worker *worker,
			     struct connection *connection, bool hung_up)
{
	if (connection->fresh && take_over(worker, connection))
		return;
	if (connection_read(connection, hung_up))
		serve_request(worker, connection);
	connection->turn = worker->turns++;
	if (!connection_is_open(connection))
		worker->count--;
}

static struct connection *free_connection(struct worker *worker)
{
	struct connection *connection = worker->connections;

	while (connection_is_open(connection))
		connection++;
	return connection;
}

/*
 * FD is ours now, and served. There is room: one is accepted only where there is, and
 * one that was left comes in place of the connection that brought it.
 */
static void adopt(struct worker *worker, int fd)
{
	struct connection *connection = free_connection(worker);

	connection_adopt(connection, fd);
	connection->turn = worker->turns++;
	worker->count++;
	if (watch(worker, fd, EPOLLIN | EPOLLRDHUP, connection) < 0)
		drop(worker, connection);
}

/*
 * No descriptor is left for who knocks: it is told so at once, by closing, with the one
 * kept for that. Unanswered, it would make the listener ready for ever.
 */
static void turn_away(struct worker *worker)
{
	int fd;

	if (worker->spare >= 0)
		close(worker->spare);
	fd = accept4(LISTENER, NULL, NULL, SOCK_CLOEXEC);
	if (fd >= 0)
		close(fd);
	worker->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static void accept_some(struct worker *worker, unsigned most)
{
	while (most-- > 0 && worker->count < CONNECTION_MAX && !stop_wanted) {
		int fd = accept4(LISTENER, NULL, NULL, SOCK_CLOEXEC);

		if (fd < 0 && (errno == EMFILE || errno == ENFILE))
			turn_away(worker);
		if (fd < 0)
			break; /* another worker was faster, or the peer left */
		adopt(worker, fd);
	}
}

/* Wait up to TIMEOUT_MS; then one round. False when nothing was ready. */
static bool serve_round(struct worker *worker, int timeout_ms)
{
	struct epoll_event events[CONNECTION_MAX + 3];
	unsigned served = 0;
	bool knocked = false;
	bool asked = false;
	int ready = epoll_wait(worker->epoll, events, CONNECTION_MAX + 3,
			       timeout_ms);

	for (int i = 0; i < ready && !successor_comes; i++) {
		void *what = events[i].data.ptr;

		if (what == &stop_event)
			continue;
		if (what == &worker->snapshots) {
			asked = true;
			continue;
		}
		if (!what) {
			knocked = true;
			continue;
		}
		serve_connection(worker, what, events[i].events & HUNG_UP);
		served++;
	}
	if (knocked)
		accept_some(worker, served ? served : 1);
	if (asked)
		snapshot_take(worker->snapshots);
	return ready > 0 || (ready < 0 && errno == EINTR);
}

/* A connection that is left, and since when it waits. */
struct leaving {
	uint64_t turn;
	int fd;
};

static int by_turn(const void *a, const void *b)
{
	const struct leaving *x = a, *y = b;

	return (x->turn > y->turn) - (x->turn < y->turn);
}

/*
 * To whoever comes next; what nobody takes is closed. In their turn: who waits for an
 * answer keeps its place, however many workers leave meanwhile.
 */
static void leave_connections(struct worker *worker)
{
	struct leaving leaving[CONNECTION_MAX];
	unsigned count = 0;

	for (unsigned i = 0; i < CONNECTION_MAX; i++) {
		const struct connection *connection = &worker->connections[i];

		if (connection_is_open(connection) && !connection->finished)
			leaving[count++] = (struct leaving){
				connection->turn, connection->fcgi.ipcFd
			};
	}
	qsort(leaving, count, sizeof(*leaving), by_turn);
	for (unsigned i = 0; i < count; i++)
		handover_leave(LISTENER, leaving[i].fd);
	for (unsigned i = 0; i < CONNECTION_MAX; i++) {
		if (connection_is_open(&worker->connections[i]))
			drop(worker, &worker->connections[i]);
	}
}

/* Requests that the proxy had sent before it could know that we leave. */
static void drain(struct worker *worker)
{
	set_accepting(worker, false);
	epoll_ctl(worker->epoll, EPOLL_CTL_DEL, stop_event, NULL);
	if (worker->snapshots >= 0)
		epoll_ctl(worker->epoll, EPOLL_CTL_DEL, worker->snapshots, NULL);
	for (int round = 0; round < DRAIN_ROUNDS && worker->count &&
			    !successor_comes; round++) {
		if (!serve_round(worker, 0))
			break;
	}
	leave_connections(worker);
}

static int worker_init(struct worker *worker, const struct app *app,
		       struct reason *why)
{
	worker->app = app;
	buf_init(&worker->out);
	reply_init(&worker->reply);
	for (unsigned i = 0; i < CONNECTION_MAX; i++)
		connection_init(&worker->connections[i]);
	worker->epoll = epoll_create1(EPOLL_CLOEXEC);
	worker->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (worker->epoll < 0)
		return reason_errno(why, "cannot make an epoll set");
	if (FCGX_Init() != 0)
		return reason_set(why, "libfcgi does not start");
	if (catch_signals(why) < 0)
		return -1;
	if (watch(worker, stop_event, EPOLLIN, &stop_event) < 0)
		return reason_errno(why, "cannot wait for signals");
	worker->snapshots = snapshot_open();
	if (worker->snapshots >= 0 &&
	    watch(worker, worker->snapshots, EPOLLIN, &worker->snapshots) < 0)
		return reason_errno(why, "cannot wait to be asked");
	/* Several workers wait on it: losing the race must not block. */
	fcntl(LISTENER, F_SETFL, fcntl(LISTENER, F_GETFL) | O_NONBLOCK);
	return 0;
}

static void worker_release(struct worker *worker)
{
	if (worker->epoll >= 0)
		close(worker->epoll);
	if (worker->spare >= 0)
		close(worker->spare);
	reply_release(&worker->reply);
	buf_release(&worker->out);
}

int worker_serve(const struct app *app, struct reason *why)
{
	struct worker *worker = calloc(1, sizeof(*worker));
	int status;

	if (!worker)
		return reason_set(why, "no memory to start");
	/* Where libfcgi closes itself, it would linger 2 s for the peer. */
	setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", "200", 0);
	status = worker_init(worker, app, why);
	if (status == 0) {
		while (!stop_wanted) {
			set_accepting(worker, worker->count < CONNECTION_MAX);
			serve_round(worker, -1);
		}
		drain(worker);
	}
	worker_release(worker);
	free(worker);
	return status;
}
