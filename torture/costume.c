/* costume.c: a profiler and its service as an event wants them. */
#include "costume.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/proc.h"

static const char preload_name[] = "LD_PRELOAD=";

/* The library that misbehaves, where the service's user may read it; malloc'd. */
static char *find_library(const struct room *room, struct reason *why)
{
	char *build = build_directory();
	char *from = path_format("%s/misbehave.so", build);
	char *to = path_format("%s/bin/misbehave.so", room->path);

	if (access(to, R_OK) < 0 && file_copy(from, to, 0755, why) < 0) {
		free(to);
		to = NULL;
	}
	free(from);
	free(build);
	return to;
}

static int add(const char **words, size_t *count, const char *word,
	       struct reason *why)
{
	if (*count == COSTUME_WORDS)
		return reason_set(why, "more than %d words", COSTUME_WORDS);
	words[(*count)++] = word;
	words[*count] = NULL;
	return 0;
}

/* Its own library is loaded as well, and first. */
static int add_preload(struct costume *costume, const char *theirs,
		       const struct room *room, struct reason *why)
{
	char *library = find_library(room, why);

	if (!library)
		return -1;
	costume->preload = path_format("%s%s%s%s", preload_name, theirs,
				       *theirs ? ":" : "", library);
	free(library);
	return 0;
}

static int change_env(struct costume *costume, const struct event *event,
		      const struct room *room, unsigned requests,
		      struct reason *why)
{
	const char *const *words = costume->profiler.env;
	const char *theirs = "";
	size_t count = 0;

	for (; words && *words; words++) {
		if (strncmp(*words, preload_name, strlen(preload_name)) == 0)
			theirs = *words + strlen(preload_name);
		else if (add(costume->env, &count, *words, why) < 0)
			return -1;
	}
	costume->misbehave = path_format("TARE_MISBEHAVE=%s:%u",
					 event->misbehave, requests);
	if (add_preload(costume, theirs, room, why) < 0 ||
	    add(costume->env, &count, costume->misbehave, why) < 0 ||
	    add(costume->env, &count, costume->preload, why) < 0)
		return -1;
	costume->profiler.env = costume->env;
	return 0;
}

/* The binary of FLAVOUR without its symbols, in the room under its own name. */
static int strip_binary(const struct room *room, const char *flavour,
			const char *stripped, struct reason *why)
{
	char *from = room_binary(room, flavour, why);
	char *dir = path_format("%s/bin/%s", room->path, stripped);
	char *to = path_format("%s/tare-app", dir);
	const char *const argv[] = { "strip", "-o", to, from, NULL };
	int status = from ? room_make(room, dir, ROOM_PASSAGE, why) :
			    -1;

	if (status == 0 && access(to, X_OK) < 0)
		status = proc_run(argv, NULL, why);
	free(from);
	free(dir);
	free(to);
	return status;
}

static int change_binary(struct costume *costume, const struct event *event,
			 const struct room *room, struct reason *why)
{
	const char *flavour = costume->profiler.flavour ?
				      costume->profiler.flavour :
				      "plain";
	bool stripped = event->setting == SET_STRIPPED;

	if (!stripped && event->setting != SET_FIXED)
		return 0;
	costume->flavour = path_format("%s-%s", flavour,
				       stripped ? "stripped" : "nopie");
	if (stripped &&
	    strip_binary(room, flavour, costume->flavour, why) < 0)
		return -1;
	costume->profiler.flavour = costume->flavour;
	return 0;
}

/* Root has the right to trace whomever it likes; it is taken away. */
static int change_rights(struct costume *costume, struct reason *why)
{
	static const char *const without[] = { "setpriv",
					       "--bounding-set=-sys_ptrace",
					       "--inh-caps=-sys_ptrace", NULL };
	const char *const *words = costume->profiler.attach;
	size_t count = 0;
	int status = 0;

	if (!words || geteuid() != 0)
		return 0;
	for (size_t i = 0; without[i] && status == 0; i++)
		status = add(costume->attach, &count, without[i], why);
	for (; *words && status == 0; words++)
		status = add(costume->attach, &count, *words, why);
	costume->profiler.attach = costume->attach;
	return status;
}

int costume_init(struct costume *costume, const struct event *event,
		 const struct profiler *profiler, const struct room *room,
		 unsigned requests, struct reason *why)
{
	int status;

	*costume = (struct costume){ .profiler = *profiler };
	status = change_binary(costume, event, room, why);
	if (status == 0 && event->misbehave)
		status = change_env(costume, event, room, requests, why);
	if (status == 0 && event->setting == SET_SECRET)
		status = change_rights(costume, why);
	if (status == 0)
		costume->binary =
			room_binary(room, costume->profiler.flavour, why);
	if (status == 0 && costume->binary)
		return 0;
	costume_release(costume);
	return -1;
}

void costume_release(struct costume *costume)
{
	free(costume->preload);
	free(costume->misbehave);
	free(costume->flavour);
	free(costume->binary);
	*costume = (struct costume){ 0 };
}
