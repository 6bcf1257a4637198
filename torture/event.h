/*
 * event.h: what can happen to a service while a profiler watches it.
 *
 * To add one, add a row to event.c. All are made to happen between two requests, so
 * that a service without a profiler answers every one of them.
 */
#ifndef TARE_EVENT_H
#define TARE_EVENT_H

#include <stdbool.h>
#include <stddef.h>

#include "profilers/profiler.h"

/* What is done once the first requests are answered, or all of them. */
enum event_act {
	ACT_NOTHING,
	ACT_SIGNAL,  /* the service gets `signal` */
	ACT_ITSELF,  /* the service does `misbehave` by itself */
	ACT_RECYCLE, /* a supervised worker is stopped, another one serves on */
	ACT_FILL,    /* the disk that profiles go to becomes full */
	ACT_ATTACH,  /* the tool is attached once more */
	ACT_DETACH,  /* the tool is stopped, the service is not */
};

/* What is different from the start. */
enum event_setting {
	SET_NOTHING,
	SET_READ_ONLY, /* the directory that profiles go to */
	SET_STRIPPED,  /* the binary */
	SET_FIXED,     /* the binary: not position independent */
	SET_SECRET,    /* no ptrace: neither the right to it, nor a willing service */
};

struct event {
	const char *name;
	const char *title; /* what was done, as a sentence without its end */
	enum event_act act;
	enum event_setting setting;
	const char *misbehave; /* a row of torture/preload/misbehave.c; or NULL */
	int signal;
	bool ends;     /* the service; so it comes after all requests */
	bool attached; /* means something for attached tools only */
};

/* The first one is the control: nothing happens. The list ends with a NULL name. */
extern const struct event events[];

/* NULL when there is none of that name. */
const struct event *event_by_name(const char *name);

/* NULL when it can happen to a service under PROFILER; else why not. */
const char *event_why_not(const struct event *event,
			  const struct profiler *profiler);

#endif
