/* proxy.h: nginx, run privately in a room with conf/nginx.conf. */
#ifndef TARE_PROXY_H
#define TARE_PROXY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/reason.h"
#include "bench/room.h"

/* The generated part of the configuration, built up route by route. */
struct routes {
	struct buf upstreams;
	struct buf locations;
	struct buf private; /* locations for this machine and private networks */
};

void routes_init(struct routes *routes);
void routes_release(struct routes *routes);

/* A service called NAME on SOCKET (absolute path). */
void routes_add_service(struct routes *routes, const char *name,
			const char *socket);

/* PATH (exactly, or all below it when it ends in '/') goes to service NAME. */
void routes_add_path(struct routes *routes, const char *path, const char *name);

/* The same for PATH exactly, if the client may see what is private. */
void routes_add_private(struct routes *routes, const char *path,
			const char *name);

struct proxy {
	pid_t pid;
	char address[64]; /* "127.0.0.1:8080" */
};

/*
 * Start nginx. ADDRESS is where it listens, its port 0 for any free one; PROXY has
 * the one it got. CPU_PLUS_1 pins it. It ends when we die.
 */
int proxy_start(struct proxy *proxy, const struct room *room,
		const struct routes *routes, const char *host, int port,
		int cpu_plus_1, struct reason *why);

/* It runs. -1 with WHY when it has ended, although nobody told it to. */
int proxy_check(const struct proxy *proxy, struct reason *why);

/* What it has been asked is answered first, as far as that takes seconds. */
void proxy_stop(struct proxy *proxy);

/* HOST is an IPv4 address. */
bool address_valid(const char *host);

/* Can we listen on HOST:PORT? 0, or -1 with errno. */
int address_probe(const char *host, int port);

#endif
