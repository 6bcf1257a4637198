/*
 * connection.h: one connection of the proxy's, with at most one request on it.
 *
 * libfcgi reads and writes the records. Each connection has a FCGX_Request without a
 * listener of its own, so that FCGX_Accept_r() reads from this connection, and fails
 * where it would otherwise go on to accept another.
 */
#ifndef TARE_CONNECTION_H
#define TARE_CONNECTION_H

#include <fcgiapp.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/request.h"

/* With a peer that stops in mid-request. */
enum { CONNECTION_PATIENCE_S = 5 };

struct connection {
	FCGX_Request fcgi; /* its ipcFd is negative when there is none */
	bool finished;	   /* answered and shut down: the peer closes next */
	bool fresh;	   /* nothing has been read: it may bring others */
	uint64_t turn;	   /* of the worker's, when it came or was served last */
};

/* There is none. */
void connection_init(struct connection *connection);
bool connection_is_open(const struct connection *connection);

/* Take FD over. */
void connection_adopt(struct connection *connection, int fd);

/*
 * FD can be read. True: a request is in `fcgi`, and connection_finish() must follow its
 * answer. HUNG_UP: the peer may have closed its side. Where it is over, it is closed.
 */
bool connection_read(struct connection *connection, bool hung_up);

/* What is asked; its texts live until connection_finish(). */
void connection_request(struct connection *connection, struct request *request);
void connection_finish(struct connection *connection);

void connection_close(struct connection *connection);

#endif
