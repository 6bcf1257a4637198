/* command.h: an argv under construction. */
#ifndef TARE_COMMAND_H
#define TARE_COMMAND_H

#include <stddef.h>

enum { COMMAND_MAX = 96 };

/* Zeroed is empty; the strings are owned. */
struct command {
	char *words[COMMAND_MAX + 1]; /* NULL-terminated */
	size_t count;
};

/* What the placeholders in a profiler's strings stand for; NULL: not known. */
struct expansion {
	const char *out;    /* {out} */
	const char *pid;    /* {pid} */
	const char *binary; /* {binary} */
	const char *functions; /* {functions} */
};

/* Add a word; more than COMMAND_MAX of them, or no memory, ends us. */
void command_add(struct command *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Add each of the NULL-terminated WORDS as it is. */
void command_add_words(struct command *command, const char *const *words);

/* Add each of the NULL-terminated WORDS (NULL: none), placeholders replaced. */
void command_expand(struct command *command, const char *const *words,
		    const struct expansion *expansion);

void command_release(struct command *command);

#endif
