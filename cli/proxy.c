/* proxy.c: `tare proxy`: nginx in front of all variants, in the foreground. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/die.h"
#include "base/file.h"
#include "base/lock.h"
#include "base/proc.h"
#include "base/signals.h"
#include "bench/service.h"
#include "cli/place.h"
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

/* Until we are told to stop, or nginx ends: then false. */
static bool wait_for_end(const struct proxy *proxy, const sigset_t *wanted)
{
	int got;

	do
		got = sigwaitinfo(wanted, NULL);
	while ((got < 0 && errno == EINTR) ||
	       (got == SIGCHLD && kill(proxy->pid, 0) == 0 &&
		proc_wait(proxy->pid, 0, NULL, NULL) == 0));
	return got != SIGCHLD;
}

/* The results, where nginx looks for them: see conf/nginx.conf. */
static int show_profiles(const struct room *room, struct reason *why)
{
	char *link = path_format("%s/profiles", room->path);
	char *target = NULL;
	int status = dir_make(profiles_directory(), why);

	if (status == 0) {
		target = realpath(profiles_directory(), NULL);
		status = target ? link_replace(target, link, why) :
				  reason_errno(why, "cannot find %s",
					       profiles_directory());
	}
	free(target);
	free(link);
	return status;
}

static void start(struct proxy *proxy, const struct room *room,
		  const struct options *options)
{
	struct routes routes;
	struct reason why;

	routes_init(&routes);
	service_routes(&routes, room);
	if (show_profiles(room, &why) < 0)
		die(EXIT_FAILED, "proxy: %s", why.text);
	if (proxy_start(proxy, room, &routes, options->host,
			(int)options->port, 0, &why) < 0)
		die(EXIT_FAILED, "proxy: %s", why.text);
	routes_release(&routes);
}

static int run(void *data, int count, char **words)
{
	const struct options *options = data;
	char *path = place_room("proxy", options->room);
	char *lock = path_format("%s/proxy.lock", path);
	struct room room;
	struct proxy proxy;
	struct reason why;
	sigset_t wanted;
	bool asked;
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
	signals_block(&wanted);
	start(&proxy, &room, options);
	printf("listening on http://%s/\n", proxy.address);
	fflush(stdout);
	asked = wait_for_end(&proxy, &wanted);
	proxy_stop(&proxy);
	if (!asked)
		die(EXIT_FAILED, "proxy: nginx ended");
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
