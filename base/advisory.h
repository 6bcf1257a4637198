/*
 * advisory.h: Debian packages of which some versions are known to be bad.
 *
 * To add one, add a row to advisory.c.
 */
#ifndef TARE_ADVISORY_H
#define TARE_ADVISORY_H

#include <stddef.h>

struct advisory {
	const char *package;
	const char *from;  /* first bad version; NULL: from the beginning */
	const char *fixed; /* first good one after it */
	const char *what;  /* it, and what tare does about it */
};

/* All rows, ending with one whose package is NULL. */
extern const struct advisory advisories[];

/* VERSION, in Debian's order, is one of the bad: 1 or 0; -1 without dpkg. */
int advisory_applies(const struct advisory *advisory, const char *version);

/* What is installed of its package; malloc'd, NULL when nothing is. */
char *advisory_installed(const struct advisory *advisory);

#endif
