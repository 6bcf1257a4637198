/* reason.c: why something failed, carried from a library up to main. */
#include "reason.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int reason_set(struct reason *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why->text, sizeof(why->text), format, args);
	va_end(args);
	return -1;
}

int reason_errno(struct reason *why, const char *format, ...)
{
	int error = errno;
	va_list args;
	size_t used;

	va_start(args, format);
	vsnprintf(why->text, sizeof(why->text), format, args);
	va_end(args);
	used = strlen(why->text);
	snprintf(why->text + used, sizeof(why->text) - used, ": %s",
		 strerror(error));
	errno = error;
	return -1;
}
