/* list.h: the words of a comma-separated list, "a,b,c". */
#ifndef TARE_LIST_H
#define TARE_LIST_H

/*
 * The first word of LIST, malloc'd; LIST moves on behind it. Empty words are passed
 * over. NULL at the end.
 */
char *list_next(const char **list);

#endif
