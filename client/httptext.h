/* httptext.h: the smallest parts of an HTTP header (RFC 9110, 5.6). */
#ifndef TARE_HTTPTEXT_H
#define TARE_HTTPTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A name: letters, digits and some marks, at least one. */
bool http_is_token(const char *text, size_t length);

/* No control characters but the tab. */
bool http_is_text(const char *text, size_t length);

/* A space or a tab. */
bool http_is_blank(char c);

/* WORD is in a comma-separated list, in whatever case. */
bool http_list_has(const char *text, size_t length, const char *word);

/* TEXT is decimal digits, at most 18: their value. Else -1. */
int http_decimal(const char *text, size_t length, int64_t *number);

/* How many hexadecimal digits TEXT begins with, and their value; 0 if over 15. */
size_t http_hexadecimal(const char *text, size_t length, int64_t *number);

#endif
