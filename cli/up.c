/* up.c: `tare up` and `tare down`: all variants behind nginx, in the background. */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/die.h"
#include "base/file.h"
#include "base/lock.h"
#include "base/proc.h"
#include "bench/client.h"
#include "bench/proxy.h"
#include "bench/room.h"
#include "cli/verb.h"
#include "profilers/profiler.h"

enum { READY_S = 60, STOP_S = 120, VARIANT_MAX = 32 };

struct options {
	const char *room;
	const char *profilers;
	const char *host;
	long port;
};

#define ROOM_ROW                                                               \
	{ .name = "room", .offset = offsetof(struct options, room),            \
	  .type = OPTION_STRING, .value = "DIR",                               \
	  .help = "directory of sockets and logs; one per user by default" }

static const struct option_row up_rows[] = {
	{ .name = "profilers", .offset = offsetof(struct options, profilers),
	  .type = OPTION_STRING, .value = "A,B",
	  .fallback = "none,gprof,heaptrack", .help = "variants to serve" },
	{ .name = "host", .offset = offsetof(struct options, host),
	  .type = OPTION_STRING, .value = "ADDRESS", .fallback = "127.0.0.1",
	  .help = "IPv4 address to listen on" },
	{ .name = "port", .offset = offsetof(struct options, port),
	  .type = OPTION_LONG, .value = "N", .min = 0, .max = 65535,
	  .help = "80 where that is allowed, else 8080, by default" },
	ROOM_ROW,
	VERB_HELP_ROW,
	{ .name = NULL }
};

static const struct option_row down_rows[] = {
	ROOM_ROW,
	VERB_HELP_ROW,
	{ .name = NULL }
};

/* A part of what is up: a variant, or the proxy. */
struct part {
	char *name; /* "serve-gprof", "proxy" */
	char *log;
	char *url; /* answers once it is ready */
	pid_t pid;
};

static char *own_path(void)
{
	char *build = build_directory();
	char *path = path_format("%s/tare", build);

	free(build);
	return path;
}

/* Start `tare WORDS...` on its own, with its output in the part's log. */
static void start_part(struct part *part, const char *room,
		       const char *const *words)
{
	const char *argv[16];
	char *self = own_path();
	struct reason why;
	struct proc_start start = { .argv = argv, .own_session = true };
	size_t n = 0;

	part->log = path_format("%s/log/%s.log", room, part->name);
	start.output = part->log;
	argv[n++] = self;
	while (*words)
		argv[n++] = *words++;
	argv[n++] = "--room";
	argv[n++] = room;
	argv[n] = NULL;
	part->pid = proc_spawn(&start, &why);
	if (part->pid < 0)
		die(EXIT_FAILED, "up: %s", why.text);
	free(self);
}

static void take_down(const char *room);

/* Give up: what has come up goes down again. */
_Noreturn static void fail(const char *room, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

_Noreturn static void fail(const char *room, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	take_down(room);
	die(EXIT_FAILED, "up: %s", text);
}

static bool answers(const char *url)
{
	struct client client;
	struct reason why;
	bool ok = client_init(&client, url, &why) == 0 &&
		  client_get(&client, 5000, &why) == 200;

	client_release(&client);
	return ok;
}

static void wait_until_ready(struct part *part, const char *room)
{
	static const struct timespec pause = { .tv_nsec = 10 * NS_PER_MS };
	int64_t until = clock_wall_ns() + READY_S * NS_PER_S;

	while (!answers(part->url)) {
		char *line;

		if (proc_wait(part->pid, 0, NULL, NULL) != 0) {
			line = file_last_line(part->log);
			fail(room, "%s ended: %s", part->name, line);
		}
		if (clock_wall_ns() > until)
			fail(room, "%s is not ready after %d s", part->name,
			     READY_S);
		nanosleep(&pause, NULL);
	}
}

static int choose_port(const struct options *options)
{
	if (options->port)
		return (int)options->port;
	if (address_probe(options->host, 80) == 0)
		return 80;
	if (address_probe(options->host, 8080) == 0)
		return 8080;
	die(EXIT_FAILED,
	    "up: ports 80 and 8080 of %s are taken or not allowed; choose one "
	    "with --port",
	    options->host);
}

static unsigned split_variants(const char *list, struct part *parts)
{
	unsigned count = 0;

	while (*list) {
		size_t length = strcspn(list, ",");
		char *name = path_format("%.*s", (int)length, list);

		if (length && !profiler_by_name(name))
			die(EXIT_USAGE,
			    "up: there is no profiler \"%s\"; `tare list` "
			    "shows them",
			    name);
		if (length && count == VARIANT_MAX)
			die(EXIT_USAGE, "up: too many profilers");
		if (length)
			parts[count++].name = path_format("serve-%s", name);
		free(name);
		list += length + (list[length] == ',');
	}
	return count;
}

static int holder_count(const char *path, void *data)
{
	size_t length = strlen(path);

	if (length > 5 && strcmp(path + length - 5, ".lock") == 0 &&
	    lock_holder(path))
		++*(int *)data;
	return 0;
}

static void start_all(const struct options *options, const char *room,
		      struct part *parts, unsigned count, int port)
{
	char number[16];
	const char *proxy_words[] = { "proxy", "--host", options->host,
				      "--port", number, NULL };
	const char *reach = strcmp(options->host, "0.0.0.0") ? options->host :
							       "127.0.0.1";

	snprintf(number, sizeof(number), "%d", port);
	for (unsigned i = 0; i < count; i++) {
		const char *profiler = parts[i].name + strlen("serve-");
		const char *words[] = { "serve", profiler, NULL };

		start_part(&parts[i], room, words);
		parts[i].url = path_format("http://%s:%d/v/%s/health", reach,
					   port, profiler);
	}
	parts[count].name = path_format("proxy");
	start_part(&parts[count], room, proxy_words);
	for (unsigned i = 0; i < count; i++)
		wait_until_ready(&parts[i], room);
}

static int run_up(void *data, int count, char **words)
{
	const struct options *options = data;
	struct part parts[VARIANT_MAX + 1] = { 0 };
	char *path = options->room ? path_format("%s", options->room) :
				     room_usual_path();
	struct room room;
	struct reason why;
	unsigned variants;
	int up = 0, port;
	char place[16] = "";

	if (count)
		die(EXIT_USAGE, "up: unexpected \"%s\"; see --help", words[0]);
	variants = split_variants(options->profilers, parts);
	if (client_global_init(&why) < 0 || room_join(&room, path, &why) < 0)
		die(EXIT_FAILED, "up: %s", why.text);
	dir_each(path, holder_count, &up);
	if (up)
		die(EXIT_FAILED, "up: it is up already; `tare down` ends it");
	port = choose_port(options);
	start_all(options, path, parts, variants, port);
	if (port != 80)
		snprintf(place, sizeof(place), ":%d", port);
	printf("up: http://localhost%s/cpu/fibonacci\n", place);
	for (unsigned i = 0; i < variants; i++)
		printf("    http://localhost%s/v/%s/cpu/fibonacci\n", place,
		       parts[i].name + strlen("serve-"));
	printf("logs and sockets in %s; `tare down` ends it and saves the "
	       "profiles\n",
	       path);
	for (unsigned i = 0; i <= variants; i++) {
		free(parts[i].name);
		free(parts[i].log);
		free(parts[i].url);
	}
	room_leave(&room);
	free(path);
	return EXIT_OK;
}

static int ask_to_stop(const char *path, void *data)
{
	size_t length = strlen(path);
	pid_t holder;

	if (length < 5 || strcmp(path + length - 5, ".lock") != 0)
		return 0;
	holder = lock_holder(path);
	if (holder && kill(holder, SIGTERM) == 0)
		++*(int *)data;
	return 0;
}

static int wait_stopped(const char *path, void *data)
{
	size_t length = strlen(path);

	if (length > 5 && strcmp(path + length - 5, ".lock") == 0 &&
	    lock_wait_free(path, STOP_S * NS_PER_S) < 0)
		++*(int *)data;
	return 0;
}

static void take_down(const char *room)
{
	int asked = 0, left = 0;

	dir_each(room, ask_to_stop, &asked);
	dir_each(room, wait_stopped, &left);
	if (left)
		die(EXIT_FAILED, "%d processes do not end; see %s/*.lock",
		    left, room);
	dir_remove(room);
}

static int run_down(void *data, int count, char **words)
{
	const struct options *options = data;
	char *room = options->room ? path_format("%s", options->room) :
				     room_usual_path();
	int up = 0;

	if (count)
		die(EXIT_USAGE, "down: unexpected \"%s\"; see --help",
		    words[0]);
	dir_each(room, holder_count, &up);
	take_down(room);
	if (up)
		printf("down: %d processes ended; profiles are in %s/serve\n",
		       up, profiles_directory());
	else
		puts("down: nothing was up");
	free(room);
	return EXIT_OK;
}

static const struct verb up = {
	.name = "up",
	.usage = "[options]",
	.summary = "serve variants behind nginx, in the background",
	.rows = up_rows,
	.options_size = sizeof(struct options),
	.run = run_up,
};
REGISTER(verb, up);

static const struct verb down = {
	.name = "down",
	.usage = "[options]",
	.summary = "stop what `tare up` started, and save its profiles",
	.rows = down_rows,
	.options_size = sizeof(struct options),
	.run = run_down,
};
REGISTER(verb, down);
