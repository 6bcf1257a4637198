/* ping.c: `tare ping`: is it there? For health checks. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/file.h"
#include "bench/room.h"
#include "bench/service.h"
#include "bench/target.h"
#include "cli/place.h"
#include "cli/verb.h"
#include "client/client.h"

struct options {
	const char *room;
};

static const struct option_row rows[] = {
	{ .name = "room", .offset = offsetof(struct options, room),
	  .type = OPTION_STRING, .value = "DIR",
	  .help = "where the sockets are; that of `tare up` by default" },
	VERB_HELP_ROW,
	{ .name = NULL }
};

static int ping_url(const char *url)
{
	struct client client;
	struct reason why;
	int status;

	if (client_global_init(&why) < 0 || client_init(&client, url, &why) < 0)
		die(EXIT_FAILED, "ping: %s", why.text);
	status = client_get(&client, 5000, &why);
	if (status < 0)
		warn("ping: %s: %s", url, why.text);
	else if (status != 200)
		warn("ping: %s answered with status %d", url, status);
	client_release(&client);
	return status == 200 ? EXIT_OK : EXIT_FAILED;
}

/* Every endpoint of the variant accepts connections. */
static int ping_variant(const struct profiler *profiler, const char *path)
{
	struct room room = { .path = path_format("%s", path) };
	int code = EXIT_OK;

	for (const struct workload *const *w = workload_begin();
	     w < workload_end(); w++) {
		char *socket = service_socket(&room, profiler, *w);

		if (!target_listens(socket)) {
			warn("ping: %s does not listen", socket);
			code = EXIT_FAILED;
		}
		free(socket);
	}
	free(room.path);
	return code;
}

static int run(void *data, int count, char **words)
{
	const struct options *options = data;
	const struct profiler *profiler;
	char *path;
	int code;

	if (count != 1)
		die(EXIT_USAGE, "ping: name one URL or one profiler");
	if (strstr(words[0], "://"))
		return ping_url(words[0]);
	profiler = profiler_by_name(words[0]);
	if (!profiler)
		die(EXIT_USAGE,
		    "ping: \"%s\" is neither a URL nor a profiler; `tare "
		    "list` shows these",
		    words[0]);
	path = place_room("ping", options->room);
	code = ping_variant(profiler, path);
	free(path);
	return code;
}

static const struct verb ping = {
	.name = "ping",
	.usage = "URL|PROFILER [options]",
	.summary = "exit with 0 when it answers: a health check",
	.rows = rows,
	.options_size = sizeof(struct options),
	.tools = true,
	.run = run,
};
REGISTER(verb, ping);
