/* command.c: an argv under construction. */
#include "command.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/place.h"

void command_add(struct command *command, const char *format, ...)
{
	va_list args;

	if (command->count == COMMAND_MAX)
		abort(); /* descriptors are ours: a test starts each of them */
	va_start(args, format);
	if (vasprintf(&command->words[command->count], format, args) < 0)
		abort();
	va_end(args);
	command->words[++command->count] = NULL;
}

void command_add_words(struct command *command, const char *const *words)
{
	while (*words)
		command_add(command, "%s", *words++);
}

static void expand(struct command *command, const char *word,
		   const struct expansion *expansion)
{
	const struct place places[] = {
		{ "out", expansion->out },
		{ "pid", expansion->pid },
		{ "binary", expansion->binary },
		{ "functions", expansion->functions },
		{ .name = NULL },
	};
	struct buf text;

	buf_init(&text);
	place_fill(&text, word, places);
	if (text.failed)
		abort();
	command_add(command, "%s", text.text);
	buf_release(&text);
}

void command_expand(struct command *command, const char *const *words,
		    const struct expansion *expansion)
{
	for (; words && *words; words++)
		expand(command, *words, expansion);
}

void command_release(struct command *command)
{
	for (size_t i = 0; i < command->count; i++)
		free(command->words[i]);
	*command = (struct command){ .count = 0 };
}
