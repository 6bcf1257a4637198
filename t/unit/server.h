/* server.h: an HTTP server on loopback that behaves as it is told. */
#ifndef TARE_UNIT_SERVER_H
#define TARE_UNIT_SERVER_H

#include <stdbool.h>
#include <sys/types.h>

/* What a server answers to the first request of a connection, and to the rest. */
struct manner {
	const char *first, *rest; /* NULL: closes without a word */
	unsigned bytes_at_a_time; /* 0: all */
	bool closes;		  /* after the first */
};

struct server {
	pid_t pid;
	char url[64]; /* the only one whose requests it answers */
};

/* A process of its own, which ends when we do. HOW outlives it. */
void server_start(struct server *server, const struct manner *how);
void server_stop(struct server *server);

#endif
