/*
 * costume.h: a profiler and its service as an event wants them: with a library more,
 * another binary, or fewer rights.
 */
#ifndef TARE_COSTUME_H
#define TARE_COSTUME_H

#include "bench/room.h"
#include "profilers/profiler.h"
#include "torture/event.h"

enum { COSTUME_WORDS = 64 };

struct costume {
	struct profiler profiler; /* the changed copy; its strings are below */
	const char *env[COSTUME_WORDS + 1];
	const char *attach[COSTUME_WORDS + 1];
	char *preload, *misbehave, *flavour;
	char *binary; /* that the service runs */
};

/*
 * Dress PROFILER up for EVENT, which happens by itself after REQUESTS requests. -1 with
 * WHY where that is not possible here.
 */
int costume_init(struct costume *costume, const struct event *event,
		 const struct profiler *profiler, const struct room *room,
		 unsigned requests, struct reason *why);
void costume_release(struct costume *costume);

#endif
