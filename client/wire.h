/*
 * wire.h: one connection that libcurl makes and that we then read and write.
 *
 * libcurl resolves the name, tries its addresses, IPv6 and IPv4, and sets up TLS,
 * none of it blocking; its sockets are watched by the caller's epoll. It does not
 * see the requests (CURLOPT_CONNECT_ONLY): driving each one through libcurl's
 * multi-socket interface would cost more CPU than sending and reading it.
 *
 * Life cycle: init; open, then step on every event and timer until it is no longer
 * WIRE_OPENING; when OPEN send and receive; close, and open again as often as
 * wanted; release. A wire has a multi handle of its own, because libcurl walks all
 * connections of a multi handle on every send and receive.
 */
#ifndef TARE_WIRE_H
#define TARE_WIRE_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/reason.h"

/* Descriptors of a wire: a socket, a second that is raced, two of libcurl. */
enum { WIRE_DESCRIPTORS = 4 };

enum wire_state {
	WIRE_CLOSED,
	WIRE_OPENING,
	WIRE_OPEN,
	WIRE_FAILED, /* `error` says why; to be closed */
};

struct wire_plan {
	const char *url; /* outlives the wires */
	bool insecure;	 /* take any certificate */
	long timeout_ms; /* for opening */
	int epoll;	 /* gets the descriptors, level-triggered */
};

struct wire {
	const struct wire_plan *plan;
	uint32_t tag; /* upper half of epoll's data.u64; below: the descriptor */
	CURL *easy;
	CURLM *multi;
	enum wire_state state;
	bool secure;
	bool watched_write; /* while open: wake for writing too */
	int fd;		    /* while open */
	int64_t timer_ns;   /* when to step without an event; INT64_MAX */
	char error[CURL_ERROR_SIZE];
};

int wire_init(struct wire *wire, const struct wire_plan *plan, uint32_t tag,
	      struct reason *why);
void wire_release(struct wire *wire);

/* Begin to connect. */
enum wire_state wire_open(struct wire *wire);

/* Descriptor FD of ours had EVENTS; or, with -1, the timer is due. */
enum wire_state wire_step(struct wire *wire, int fd, uint32_t events);

/* As send() and recv(): a count, 0 at the end, or -1 with errno (EAGAIN). */
ssize_t wire_send(struct wire *wire, const void *bytes, size_t count);
ssize_t wire_receive(struct wire *wire, void *bytes, size_t count);

/* Wake for writing, too. */
void wire_watch_write(struct wire *wire, bool wanted);

void wire_close(struct wire *wire);

#endif
