/* progress.c: how far a run is. */
#include "progress.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

/* Drawing costs time on the client's CPU: not more often than this. */
static const int64_t terminal_pause_ns = NS_PER_S / 5;
static const int64_t plain_pause_ns = 10 * NS_PER_S;

void progress_init(struct progress *progress, bool wanted)
{
	*progress = (struct progress){ .quiet = !wanted,
				       .terminal = isatty(STDERR_FILENO) };
}

void progress_show(struct progress *progress, double share, double left_s,
		   const char *format, ...)
{
	int64_t now = clock_wall_ns();
	int64_t pause = progress->terminal ? terminal_pause_ns : plain_pause_ns;
	char what[128], left[32] = "";
	va_list args;

	if (progress->quiet ||
	    (progress->last_ns && now - progress->last_ns < pause))
		return;
	progress->last_ns = now;
	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	if (left_s >= 0 && isfinite(left_s))
		snprintf(left, sizeof(left), ", at most %d:%02d left",
			 (int)left_s / 60, (int)left_s % 60);
	if (progress->terminal)
		fprintf(stderr, "\r\033[K%3.0f %%  %s%s", share * 100, what,
			left);
	else
		fprintf(stderr, "%3.0f %%  %s%s\n", share * 100, what, left);
	progress->open = progress->terminal;
	fflush(stderr);
}

void progress_end(struct progress *progress)
{
	if (progress->open)
		fputs("\r\033[K", stderr);
	progress->open = false;
}
