/* scan.c: reading text that may hold anything, by line and word. */
#include "scan.h"

#include <stdlib.h>
#include <string.h>

struct scan scan_text(const void *text, size_t length)
{
	const char *start = text;

	return (struct scan){ start, start + length };
}

size_t scan_left(const struct scan *scan)
{
	return (size_t)(scan->end - scan->at);
}

bool scan_line(struct scan *text, struct scan *line)
{
	const char *newline;

	if (text->at == text->end)
		return false;
	newline = memchr(text->at, '\n', scan_left(text));
	line->at = text->at;
	line->end = newline ? newline : text->end;
	text->at = newline ? newline + 1 : text->end;
	return true;
}

void scan_skip_spaces(struct scan *line)
{
	while (line->at < line->end && *line->at == ' ')
		line->at++;
}

bool scan_word(struct scan *line, struct scan *word)
{
	const char *space;

	scan_skip_spaces(line);
	if (line->at == line->end)
		return false;
	space = memchr(line->at, ' ', scan_left(line));
	word->at = line->at;
	word->end = space ? space : line->end;
	line->at = space ? space + 1 : line->end;
	return true;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

bool scan_hex(struct scan *line, uint64_t *value)
{
	const char *p = line->at;
	uint64_t sum = 0;

	for (; p < line->end && *p != ' '; p++) {
		int digit = hex_digit(*p);

		if (digit < 0 || sum >> 60 != 0)
			return false;
		sum = sum << 4 | (uint64_t)digit;
	}
	if (p == line->at)
		return false;
	line->at = p + (p < line->end);
	*value = sum;
	return true;
}

bool scan_number(struct scan *line, double *value)
{
	struct scan rest = *line;
	struct scan word;
	char digits[64];
	unsigned dots = 0;

	if (!scan_word(&rest, &word) || scan_left(&word) >= sizeof(digits) ||
	    *word.at == '.')
		return false;
	for (const char *p = word.at; p < word.end; p++) {
		dots += *p == '.';
		if (!(*p >= '0' && *p <= '9') && !(*p == '.' && dots == 1))
			return false;
	}
	memcpy(digits, word.at, scan_left(&word));
	digits[scan_left(&word)] = '\0';
	*value = strtod(digits, NULL);
	*line = rest;
	return true;
}

bool scan_starts(const struct scan *scan, const char *text)
{
	size_t length = strlen(text);

	return scan_left(scan) >= length && memcmp(scan->at, text, length) == 0;
}

bool scan_equals(const struct scan *scan, const char *text)
{
	return scan_left(scan) == strlen(text) && scan_starts(scan, text);
}

bool scan_drop_head(struct scan *scan, const char *text)
{
	if (!scan_starts(scan, text))
		return false;
	scan->at += strlen(text);
	return true;
}

bool scan_drop_tail(struct scan *scan, const char *text)
{
	size_t length = strlen(text);

	if (scan_left(scan) < length ||
	    memcmp(scan->end - length, text, length) != 0)
		return false;
	scan->end -= length;
	return true;
}

int scan_quoted(const struct scan *line)
{
	return scan_left(line) < 80 ? (int)scan_left(line) : 80;
}

char *scan_copy(const struct scan *scan)
{
	return strndup(scan->at, scan_left(scan));
}
