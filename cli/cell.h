/* cell.h: the profile that a word on the command line names. */
#ifndef TARE_CELL_H
#define TARE_CELL_H

/*
 * The evidence.json that WORD names, malloc'd: such a file, a directory with one,
 * PROFILER/ENDPOINT of the latest run, or RUN/PROFILER/ENDPOINT. NULL: there is none.
 */
char *cell_find(const char *word);

/* "gprof: fibonacci" for ".../gprof/fibonacci/evidence.json"; malloc'd. */
char *cell_title(const char *path);

/* End VERB, since WORD (NULL: nothing) names no profile: say which there are. */
_Noreturn void cell_missing(const char *verb, const char *word,
			    const char *also);

#endif
