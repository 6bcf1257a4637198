/* die.c: messages to the person at the terminal, and the exit codes. */
#include "die.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static const char *program = "tare";

void die_set_program(const char *name)
{
	program = name;
}

static void say(const char *format, va_list args)
{
	fflush(stdout);
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
