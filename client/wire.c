/* wire.c: one connection that libcurl makes and that we then read and write. */
#include "wire.h"

#include <errno.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "base/clock.h"

static int watch(const struct wire *wire, int fd, uint32_t events)
{
	struct epoll_event event = {
		.events = events,
		.data.u64 = (uint64_t)wire->tag << 32 | (uint32_t)fd,
	};
	int epoll = wire->plan->epoll;

	if (epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event) == 0)
		return 0;
	return errno == ENOENT ? epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) :
				 -1;
}

/* libcurl wants to be told of WHAT on a socket. */
static int on_socket(CURL *easy, curl_socket_t fd, int what, void *data,
		     void *ignored)
{
	struct wire *wire = data;
	uint32_t events = 0;

	(void)easy;
	(void)ignored;
	if (what == CURL_POLL_REMOVE) {
		epoll_ctl(wire->plan->epoll, EPOLL_CTL_DEL, fd, NULL);
		return 0;
	}
	if (what & CURL_POLL_IN)
		events |= EPOLLIN;
	if (what & CURL_POLL_OUT)
		events |= EPOLLOUT;
	return watch(wire, fd, events);
}

/* libcurl wants to be called after TIMEOUT_MS; -1: not at all. */
static int on_timer(CURLM *multi, long timeout_ms, void *data)
{
	struct wire *wire = data;

	(void)multi;
	wire->timer_ns = timeout_ms < 0 ? INT64_MAX :
					  clock_wall_ns() +
						  timeout_ms * NS_PER_MS;
	return 0;
}

static void set_options(struct wire *wire)
{
	const struct wire_plan *plan = wire->plan;
	CURL *easy = wire->easy;
	long verify = plan->insecure ? 0 : 1;

	curl_easy_setopt(easy, CURLOPT_URL, plan->url);
	curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
	/* Without it, libcurl calls sigaction around every step. */
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
			 (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, plan->timeout_ms);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, wire->error);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, verify);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2 * verify);
	curl_multi_setopt(wire->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	curl_multi_setopt(wire->multi, CURLMOPT_SOCKETDATA, wire);
	curl_multi_setopt(wire->multi, CURLMOPT_TIMERFUNCTION, on_timer);
	curl_multi_setopt(wire->multi, CURLMOPT_TIMERDATA, wire);
}

int wire_init(struct wire *wire, const struct wire_plan *plan, uint32_t tag,
	      struct reason *why)
{
	*wire = (struct wire){ .plan = plan,
			       .tag = tag,
			       .fd = -1,
			       .timer_ns = INT64_MAX };
	wire->easy = curl_easy_init();
	wire->multi = curl_multi_init();
	if (!wire->easy || !wire->multi) {
		wire_release(wire);
		return reason_set(why, "libcurl gives no handle");
	}
	set_options(wire);
	return 0;
}

void wire_release(struct wire *wire)
{
	wire_close(wire);
	if (wire->easy)
		curl_easy_cleanup(wire->easy);
	if (wire->multi)
		curl_multi_cleanup(wire->multi);
	wire->easy = NULL;
	wire->multi = NULL;
}

static enum wire_state fail(struct wire *wire, const char *error)
{
	if (!wire->error[0])
		snprintf(wire->error, sizeof(wire->error), "%s", error);
	return wire->state = WIRE_FAILED;
}

/* libcurl has connected: from now on the socket is ours to watch. */
static enum wire_state adopt(struct wire *wire)
{
	curl_socket_t fd = CURL_SOCKET_BAD;
	char *scheme = NULL;

	curl_easy_getinfo(wire->easy, CURLINFO_ACTIVESOCKET, &fd);
	curl_easy_getinfo(wire->easy, CURLINFO_SCHEME, &scheme);
	if (fd == CURL_SOCKET_BAD)
		return fail(wire, "libcurl gives no socket");
	wire->fd = fd;
	wire->secure = scheme && (scheme[4] == 's' || scheme[4] == 'S');
	wire->timer_ns = INT64_MAX;
	wire->watched_write = false;
	if (watch(wire, fd, EPOLLIN) < 0)
		return fail(wire, "the socket cannot be watched");
	return wire->state = WIRE_OPEN;
}

enum wire_state wire_step(struct wire *wire, int fd, uint32_t events)
{
	CURLMsg *message;
	int running, left;
	int what = 0;

	if (wire->state != WIRE_OPENING)
		return wire->state;
	if (events & EPOLLIN)
		what |= CURL_CSELECT_IN;
	if (events & EPOLLOUT)
		what |= CURL_CSELECT_OUT;
	if (events & (EPOLLERR | EPOLLHUP))
		what |= CURL_CSELECT_ERR;
	if (fd < 0) {
		wire->timer_ns = INT64_MAX;
		fd = CURL_SOCKET_TIMEOUT;
	}
	curl_multi_socket_action(wire->multi, fd, what, &running);
	message = curl_multi_info_read(wire->multi, &left);
	if (!message || message->msg != CURLMSG_DONE)
		return wire->state;
	if (message->data.result != CURLE_OK)
		return fail(wire, curl_easy_strerror(message->data.result));
	return adopt(wire);
}

enum wire_state wire_open(struct wire *wire)
{
	wire->error[0] = '\0';
	if (curl_multi_add_handle(wire->multi, wire->easy) != CURLM_OK)
		return fail(wire, "libcurl takes no connection");
	wire->state = WIRE_OPENING;
	return wire_step(wire, -1, 0);
}

/*
 * Without TLS, libcurl's own send and receive would but look for the connection
 * first, among the many empty places of a multi handle: 8 % of all our CPU time.
 */
ssize_t wire_send(struct wire *wire, const void *bytes, size_t count)
{
	size_t sent = 0;
	CURLcode code;

	if (!wire->secure)
		return send(wire->fd, bytes, count, MSG_NOSIGNAL);
	code = curl_easy_send(wire->easy, bytes, count, &sent);
	if (code == CURLE_OK)
		return (ssize_t)sent;
	errno = code == CURLE_AGAIN ? EAGAIN : EPIPE;
	return -1;
}

ssize_t wire_receive(struct wire *wire, void *bytes, size_t count)
{
	size_t received = 0;
	CURLcode code;

	if (!wire->secure)
		return recv(wire->fd, bytes, count, 0);
	code = curl_easy_recv(wire->easy, bytes, count, &received);
	if (code == CURLE_OK)
		return (ssize_t)received;
	errno = code == CURLE_AGAIN ? EAGAIN : ECONNRESET;
	return -1;
}

void wire_watch_write(struct wire *wire, bool wanted)
{
	if (wanted == wire->watched_write)
		return;
	wire->watched_write = wanted;
	watch(wire, wire->fd, wanted ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

void wire_close(struct wire *wire)
{
	if (wire->state == WIRE_CLOSED)
		return;
	if (wire->fd >= 0)
		epoll_ctl(wire->plan->epoll, EPOLL_CTL_DEL, wire->fd, NULL);
	/* libcurl closes a connection that it made for us alone. */
	curl_multi_remove_handle(wire->multi, wire->easy);
	wire->fd = -1;
	wire->timer_ns = INT64_MAX;
	wire->state = WIRE_CLOSED;
}
