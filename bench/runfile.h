/* runfile.h: a run as run.json, from which every table and page is made. */
#ifndef TARE_RUNFILE_H
#define TARE_RUNFILE_H

#include "bench/judge.h"
#include "bench/run.h"

/* Raised when a reader of the older form would misread the newer one. */
enum { RUNFILE_SCHEMA = 1 };

/*
 * Write RUN->directory/run.json (under a temporary name, then renamed). MACHINE and
 * VERSIONS are put in; references stay the caller's.
 */
int runfile_write(const struct run *run, struct json_object *machine,
		  struct json_object *versions, struct reason *why);

#endif
