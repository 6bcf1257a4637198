/* proxy.c: `tare proxy`: nginx in front of all variants, in the foreground. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/file.h"
#include "base/lock.h"
#include "base/proc.h"
#include "bench/service.h"
#include "cli/verb.h"

struct options {
	const char *room;
	const char *host;
	long port;
};

static const struct option_row rows[] = {
	{ .name = "room", .offset = offsetof(struct options, room),
	  .type = OPTION_STRING, .value = "DIR",
	  .help = "where the sockets are; that of `tare up` by default" },
	{ .name = "host", .offset = offsetof(struct options, host),
	  .type = OPTION_STRING, .value = "ADDRESS", .fallback = "127.0.0.1",
	  .help = "IPv4 address to listen on; 0.0.0.0 is every one" },
	{ .name = "port", .offset = offsetof(struct options, port),
	  .type = OPTION_LONG, .value = "N", .fallback = "8080", .min = 0,
	  .max = 65535, .help = "0 for any free one" },
	VERB_HELP_ROW,
	{ .name = NULL }
};

/* Until we are told to stop, or nginx ends. */
static void wait_for_end(const struct proxy *proxy)
{
	sigset_t wanted;
	int got;

	sigemptyset(&wanted);
	sigaddset(&wanted, SIGTERM);
	sigaddset(&wanted, SIGINT);
	sigaddset(&wanted, SIGCHLD);
	do
		got = sigwaitinfo(&wanted, NULL);
	while ((got < 0 && errno == EINTR) ||
	       (got == SIGCHLD && kill(proxy->pid, 0) == 0 &&
		proc_wait(proxy->pid, 0, NULL, NULL) == 0));
	if (got == SIGCHLD)
		die(EXIT_FAILED, "proxy: nginx ended");
}

static void block_signals(void)
{
	sigset_t wanted;

	sigemptyset(&wanted);
	sigaddset(&wanted, SIGTERM);
	sigaddset(&wanted, SIGINT);
	sigaddset(&wanted, SIGCHLD);
	sigprocmask(SIG_BLOCK, &wanted, NULL);
}

static void start(struct proxy *proxy, const struct room *room,
		  const struct options *options)
{
	struct routes routes;
	struct reason why;

	routes_init(&routes);
	service_routes(&routes, room);
	if (proxy_start(proxy, room, &routes, options->host,
			(int)options->port, 0, &why) < 0)
		die(EXIT_FAILED, "proxy: %s", why.text);
	routes_release(&routes);
}

static int run(void *data, int count, char **words)
{
	const struct options *options = data;
	char *path = options->room ? path_format("%s", options->room) :
				     room_usual_path();
	char *lock = path_format("%s/proxy.lock", path);
	struct room room;
	struct proxy proxy;
	struct reason why;
	int held;

	if (count)
		die(EXIT_USAGE, "proxy: unexpected \"%s\"; see --help",
		    words[0]);
	if (!address_valid(options->host))
		die(EXIT_USAGE,
		    "proxy: --host takes an IPv4 address, not \"%s\"",
		    options->host);
	if (room_join(&room, path, &why) < 0 ||
	    (held = lock_take(lock, &why)) < 0)
		die(EXIT_FAILED, "proxy: %s", why.text);
	block_signals();
	start(&proxy, &room, options);
	printf("listening on http://%s/\n", proxy.address);
	fflush(stdout);
	wait_for_end(&proxy);
	proxy_stop(&proxy);
	close(held);
	room_leave(&room);
	free(path);
	free(lock);
	return EXIT_OK;
}

static const struct verb proxy_verb = {
	.name = "proxy",
	.usage = "[options]",
	.summary = "run nginx in front of all variants, in the foreground",
	.rows = rows,
	.options_size = sizeof(struct options),
	.tools = true,
	.run = run,
};
REGISTER(verb, proxy_verb);
