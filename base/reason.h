/* reason.h: why something failed, carried from a library up to main. */
#ifndef TARE_REASON_H
#define TARE_REASON_H

/*
 * Library code prints nothing. It returns -1 and leaves here one sentence for
 * the person at the terminal: what was wrong, what was expected, what to do.
 */
struct reason {
	char text[512];
};

/* Set the sentence (replacing an older one); always returns -1. */
int reason_set(struct reason *why, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Set "FORMAT: strerror(errno)"; always returns -1 and keeps errno. */
int reason_errno(struct reason *why, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
