/* die.c: messages to the person at the terminal, and the exit codes. */
#include "die.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/terminal.h"

static const char *program = "tare";

void die_set_program(const char *name)
{
	program = name;
}

/* A reason may quote what a foreign file says. */
static void say_to_terminal(const char *format, va_list args)
{
	struct buf harmless;
	char *text;

	buf_init(&harmless);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	if (text)
		terminal_add(&harmless, text, strlen(text));
	fprintf(stderr, "%s: %s\n", program,
		text && !harmless.failed ? harmless.text : "no memory");
	buf_release(&harmless);
	free(text);
}

static void say(const char *format, va_list args)
{
	fflush(stdout);
	if (isatty(STDERR_FILENO)) {
		say_to_terminal(format, args);
		return;
	}
	fprintf(stderr, "%s: ", program);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

void warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
}

void die(enum exit_code code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
	fflush(NULL);
	/* What is still allocated is no leak: nothing else is to be done. */
	_exit((int)code);
}

void die_unless_printed(void)
{
	if (fflush(stdout) != 0 || ferror(stdout))
		die(EXIT_FAILED, "cannot write to standard output");
}
