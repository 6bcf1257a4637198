/* up.c: `tare up`: all variants behind nginx, in the background. */
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
#include "base/proc.h"
#include "base/stop.h"
#include "bench/proxy.h"
#include "bench/room.h"
#include "bench/service.h"
#include "cli/crew.h"
#include "cli/place.h"
#include "cli/tools.h"
#include "cli/verb.h"
#include "profilers/spec.h"

enum { READY_S = 60, VARIANT_MAX = 32 };

struct options {
	const char *room;
	const char *profilers;
	const char *host;
	const char *port; /* NULL: 80 or 8080 */
};

static const struct option_row rows[] = {
	{ .name = "profilers", .offset = offsetof(struct options, profilers),
	  .type = OPTION_LIST, .value = "A,B",
	  .help = "variants to serve, perf:freq=99; none, gprof and heaptrack by "
		  "default" },
	{ .name = "host", .offset = offsetof(struct options, host),
	  .type = OPTION_STRING, .value = "ADDRESS", .fallback = "127.0.0.1",
	  .help = "IPv4 address to listen on; 0.0.0.0 is every one" },
	{ .name = "port", .offset = offsetof(struct options, port),
	  .type = OPTION_STRING, .value = "N",
	  .help = "0 for any free one; by default 80 where that is allowed, "
		  "else 8080" },
	{ .name = "room", .offset = offsetof(struct options, room),
	  .type = OPTION_STRING, .value = "DIR",
	  .help = "directory of sockets and logs; one per user by default" },
	VERB_HELP_ROW,
	{ .name = NULL }
};

/* A process of what is up: a variant, or without a profiler the proxy. */
struct part {
	const struct profiler *profiler;
	char *log;
	pid_t pid;
};

struct parts {
	struct room room;
	const char *host;
	char *down; /* the command that ends it */
	int port; /* 0 until the proxy has chosen one */
	unsigned count;
	struct part part[VARIANT_MAX + 1]; /* the proxy is the last */
};

static const char *part_name(const struct part *part)
{
	return part->profiler ? part->profiler->label : "the proxy";
}

/* By their pids: who has only just been started holds no lock yet. */
static void stop_parts(const struct parts *parts)
{
	for (unsigned i = 0; i <= parts->count; i++) {
		if (parts->part[i].pid > 0)
			kill(parts->part[i].pid, SIGTERM);
	}
	for (unsigned i = 0; i <= parts->count; i++) {
		if (parts->part[i].pid > 0)
			proc_stop(parts->part[i].pid, SIGTERM,
				  CREW_STOP_S * NS_PER_S, NULL);
	}
}

/* Give up: what has come up goes down again. */
_Noreturn static void fail(const struct parts *parts, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

_Noreturn static void fail(const struct parts *parts, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	stop_parts(parts);
	room_remove(parts->room.path);
	die(EXIT_FAILED, "up: %s", text);
}

/* They have sessions of their own, and have not heard what we were told. */
static void end_if_told(const struct parts *parts)
{
	if (stop_wanted())
		fail(parts, "%s: what had been started is stopped again",
		     stop_signal_name());
}

/* Start `tare WORDS...` on its own, with its output in the part's log. */
static void start_part(struct parts *parts, struct part *part,
		       const char *const *words)
{
	const char *argv[16 + 2 * TOOLS_FILES_MAX];
	char *build = build_directory();
	char *self = path_format("%s/tare", build);
	struct reason why;
	struct proc_start start = { .argv = argv, .own_session = true };
	size_t n = 0;

	part->log = path_format("%s/log/%s%s%s.log", parts->room.path, words[0],
				part->profiler ? "-" : "",
				part->profiler ? part->profiler->name : "");
	start.output = part->log;
	/* What an older one has said there is no news. */
	unlink(part->log);
	argv[n++] = self;
	while (*words)
		argv[n++] = *words++;
	argv[n++] = "--room";
	argv[n++] = parts->room.path;
	n += tools_pass_on(argv + n);
	argv[n] = NULL;
	part->pid = proc_spawn(&start, &why);
	if (part->pid < 0)
		fail(parts, "%s", why.text);
	free(build);
	free(self);
}

/* The proxy says where it listens, once it does. */
static bool proxy_is_ready(struct parts *parts, const struct part *part)
{
	char *line = file_last_line(part->log);
	/* NOLINTNEXTLINE(cert-err34-c): five digits fit, others are no match */
	bool ready = sscanf(line, "listening on http://%*[0-9.]:%5d/",
			    &parts->port) == 1;

	free(line);
	return ready;
}

/* Known without a request: those are all the user's, and can be counted. */
static bool is_ready(struct parts *parts, const struct part *part)
{
	return part->profiler ? service_listens(&parts->room, part->profiler) :
				proxy_is_ready(parts, part);
}

static void wait_until_ready(struct parts *parts, struct part *part)
{
	static const struct timespec pause = { .tv_nsec = 10 * NS_PER_MS };
	int64_t until = clock_wall_ns() + READY_S * NS_PER_S;

	while (!is_ready(parts, part)) {
		end_if_told(parts);
		if (proc_wait(part->pid, 0, NULL, NULL) != 0) {
			part->pid = 0;
			fail(parts, "%s ended: %s", part_name(part),
			     file_last_line(part->log));
		}
		if (clock_wall_ns() > until)
			fail(parts, "%s is not ready after %d s; see %s",
			     part_name(part), READY_S, part->log);
		nanosleep(&pause, NULL);
	}
}

/* The port that was asked for; -1 when none was. */
static long parse_port(const char *text)
{
	long port = -1;

	if (text && (parse_long(text, &port) < 0 || port < 0 || port > 65535))
		die(EXIT_USAGE,
		    "up: --port takes a number from 0 to 65535, not \"%s\"",
		    text);
	return port;
}

static int choose_port(const char *host, long wanted)
{
	if (wanted > 0 && address_probe(host, (int)wanted) < 0)
		die(EXIT_FAILED, "up: cannot listen on %s:%ld: %s", host,
		    wanted, strerror(errno));
	if (wanted >= 0)
		return (int)wanted;
	if (address_probe(host, 80) == 0)
		return 80;
	if (address_probe(host, 8080) == 0)
		return 8080;
	die(EXIT_FAILED,
	    "up: ports 80 and 8080 of %s are taken or not allowed; choose one "
	    "with --port",
	    host);
}

/* A route belongs to a profiler, whatever its settings: there is one of each. */
static void add_variant(struct parts *parts, const struct profiler *profiler)
{
	for (unsigned i = 0; i < parts->count; i++) {
		const struct profiler *other = parts->part[i].profiler;

		if (other == profiler)
			return;
		if (strcmp(other->name, profiler->name) == 0)
			die(EXIT_USAGE,
			    "up: %s and %s would both be /v/%s: name one of "
			    "them",
			    other->label, profiler->label, profiler->name);
	}
	if (parts->count == VARIANT_MAX)
		die(EXIT_USAGE, "up: more than %d profilers", VARIANT_MAX);
	parts->part[parts->count++].profiler = profiler;
}

static void add_named(struct parts *parts, const char *list)
{
	char *word;

	while ((word = spec_next(&list)) != NULL) {
		struct reason why;
		const struct profiler *profiler = spec_find(word, &why);

		if (!profiler)
			die(EXIT_USAGE, "up: %s", why.text);
		if (profiler_probe(profiler, &why) < 0)
			die(EXIT_USAGE, "up: %s does not work here: %s", word,
			    why.text);
		add_variant(parts, profiler);
		free(word);
	}
}

static void add_standard(struct parts *parts)
{
	struct reason why;

	for (const struct profiler *const *p = profiler_begin();
	     p < profiler_end(); p++) {
		if (!(*p)->standard)
			continue;
		if (profiler_probe(*p, &why) == 0)
			add_variant(parts, *p);
		else
			warn("up: without %s: %s", (*p)->name, why.text);
	}
}

static void start_all(struct parts *parts)
{
	char number[16];
	const char *proxy[] = { "proxy", "--host", parts->host,
				"--port", number,  NULL };

	snprintf(number, sizeof(number), "%d", parts->port);
	stop_catch();
	for (unsigned i = 0; i < parts->count; i++) {
		struct part *part = &parts->part[i];
		const char *serve[] = { "serve", part->profiler->label, NULL };

		start_part(parts, part, serve);
	}
	start_part(parts, &parts->part[parts->count], proxy);
	for (unsigned i = 0; i <= parts->count; i++)
		wait_until_ready(parts, &parts->part[i]);
	end_if_told(parts);
	stop_release();
}

/* Without a prefix there is `none` alone. */
static bool serves_none(const struct parts *parts)
{
	for (unsigned i = 0; i < parts->count; i++) {
		if (parts->part[i].profiler->apply == APPLY_NONE)
			return true;
	}
	return false;
}

static void say_where(const struct parts *parts)
{
	const char *example = workload_begin()[0]->path;
	bool anywhere = strcmp(parts->host, "0.0.0.0") == 0 ||
			strcmp(parts->host, "127.0.0.1") == 0;
	const char *host = anywhere ? "localhost" : parts->host;
	const char *lead = "up:";
	char port[16] = "";

	if (parts->port != 80)
		snprintf(port, sizeof(port), ":%d", parts->port);
	if (serves_none(parts)) {
		printf("up: http://%s%s%s\n", host, port, example);
		lead = "   ";
	}
	for (unsigned i = 0; i < parts->count; i++) {
		printf("%s http://%s%s/v/%s%s\n", lead, host, port,
		       parts->part[i].profiler->name, example);
		lead = "   ";
	}
	printf("logs and sockets in %s; `%s` ends it and saves the profiles\n",
	       parts->room.path, parts->down);
}

/* What ends it: the usual room need not be named. Malloc'd. */
static char *down_command(const char *asked, const char *path)
{
	return asked ? path_format("tare down --room %s", path) :
		       path_format("tare down");
}

static int run(void *data, int count, char **words)
{
	const struct options *options = data;
	struct parts parts = { .host = options->host };
	char *path = place_room("up", options->room);
	struct reason why;
	long port = parse_port(options->port);

	if (count)
		die(EXIT_USAGE, "up: unexpected \"%s\"; see --help", words[0]);
	if (!address_valid(options->host))
		die(EXIT_USAGE, "up: --host takes an IPv4 address, not \"%s\"",
		    options->host);
	if (options->profilers)
		add_named(&parts, options->profilers);
	else
		add_standard(&parts);
	parts.down = down_command(options->room, path);
	if (room_join(&parts.room, path, &why) < 0)
		die(EXIT_FAILED, "up: %s", why.text);
	if (crew_count(path))
		die(EXIT_FAILED, "up: it is up already; `%s` ends it",
		    parts.down);
	parts.port = choose_port(options->host, port);
	start_all(&parts);
	say_where(&parts);
	for (unsigned i = 0; i <= parts.count; i++)
		free(parts.part[i].log);
	room_leave(&parts.room);
	free(parts.down);
	free(path);
	return EXIT_OK;
}

static const struct verb up = {
	.name = "up",
	.usage = "[options]",
	.summary = "serve variants behind nginx, in the background",
	.rows = rows,
	.options_size = sizeof(struct options),
	.tools = true,
	.run = run,
};
REGISTER(verb, up);
