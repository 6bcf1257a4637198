/*
 * scan.h: reading text that may hold anything, line by line and word by word.
 *
 * A scan is the part of a text that is still to be read; it need not end in a
 * NUL, and nothing outside of it is touched. All functions take from its front.
 */
#ifndef TARE_SCAN_H
#define TARE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct scan {
	const char *at;
	const char *end;
};

struct scan scan_text(const void *text, size_t length);
size_t scan_left(const struct scan *scan);

/* Take the next line, without its newline; false at the end of the text. */
bool scan_line(struct scan *text, struct scan *line);

/* Take what stands before the next space, and that space; false if nothing. */
bool scan_word(struct scan *line, struct scan *word);

/* Take a word of lower-case hexadecimal digits that fits 64 bits. */
bool scan_hex(struct scan *line, uint64_t *value);

/* Take a word that is a plain decimal number: digits, one dot at most. */
bool scan_number(struct scan *line, double *value);

void scan_skip_spaces(struct scan *line);
bool scan_starts(const struct scan *scan, const char *text);
bool scan_equals(const struct scan *scan, const char *text);

/* Drop TEXT from the front of SCAN, if it starts so; or from its end, if it ends so. */
bool scan_drop_head(struct scan *scan, const char *text);
bool scan_drop_tail(struct scan *scan, const char *text);

/* How much of LINE to quote in a message, for "%.*s": 80 bytes at most. */
int scan_quoted(const struct scan *line);

/* Malloc'd copy with a NUL, or NULL without memory. */
char *scan_copy(const struct scan *scan);

#endif
