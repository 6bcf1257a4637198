/* usage.c: what a running process has used so far. */
#include "usage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"

/*
 * VmHWM, and not getrusage's ru_maxrss: that one begins with the peak of the process
 * which did the fork, ours.
 */
double usage_peak_rss(pid_t pid)
{
	char *path = path_format("/proc/%ld/status", (long)pid);
	struct reason ignored;
	struct buf text;
	const char *at;
	double kib = NAN;

	buf_init(&text);
	if (file_read(path, &text, &ignored) == 0) {
		at = strstr(text.text, "VmHWM:");
		if (at)
			kib = strtod(at + strlen("VmHWM:"), NULL);
	}
	buf_release(&text);
	free(path);
	return kib * 1024;
}

int64_t usage_cpu_ns(pid_t pid)
{
	clockid_t clock;

	if (pid <= 0 || clock_getcpuclockid(pid, &clock) != 0)
		return -1;
	return clock_ns(clock);
}
