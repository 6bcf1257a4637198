/*
 * words.h: what a tool or a service has said, and whether it is news.
 *
 * Lines are compared without their numbers: process ids, sizes and times differ each
 * time, and say nothing of a loss.
 */
#ifndef TARE_WORDS_H
#define TARE_WORDS_H

#include "base/buf.h"
#include "base/reason.h"

/* Add LINE[0..LENGTH) with every number, decimal or hexadecimal, as '#'. */
void words_squash(const char *line, size_t length, struct buf *out);

/* Add TEXT so squashed, line by line: what is known from now on. */
void words_learn(const char *text, struct buf *known);

/*
 * The first line of TEXT that is in neither of KNOWN, malloc'd; NULL when there is
 * none. Empty lines are never news.
 */
char *words_news(const char *text, const struct buf *known,
		 const struct buf *also_known);

/* In WHY, PATH, or PATH/NUMBER, becomes "OUT": it is another one each time. */
void words_hide(struct reason *why, const char *path);

#endif
