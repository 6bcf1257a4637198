/*
 * tools.h: the user's own profilers: those in the directory $TARE_PROFILERS, and those
 * named with --profiler-file, which every verb that speaks of profilers takes.
 */
#ifndef TARE_TOOLS_H
#define TARE_TOOLS_H

#include <stddef.h>

enum { TOOLS_FILES_MAX = 16 };

/*
 * Load them. The option is taken out of ARGV[1..ARGC), of which as many words are left
 * as is returned. Ends us when a file is not as it should be.
 */
int tools_load(const char *verb, int argc, char **argv);

/* Put the same options at WORDS, which has room for 2 * TOOLS_FILES_MAX: how many. */
size_t tools_pass_on(const char **words);

#endif
