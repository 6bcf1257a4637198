/* shell.h: workloads straight from the command line, with no server. */
#ifndef TARE_SHELL_H
#define TARE_SHELL_H

#include <stdbool.h>

#include "base/reason.h"

/*
 * Run WORKLOAD with WORDS ("k=v") REPEAT times and print one JSON object. Nothing is
 * allocated between two repeats. -1 with WHY on a bad word or a failed run.
 */
int shell_run(const char *workload, int word_count, char **words, long repeat,
	      struct reason *why);

/* Print the workloads, as a table or as JSON. */
void shell_list(bool as_json);

#endif
