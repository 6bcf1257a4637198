/*
 * family.h: which processes a service consists of, when a tool has started it and
 * stays its parent.
 */
#ifndef TARE_FAMILY_H
#define TARE_FAMILY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { FAMILY_MAX = 8 };

/* The process that runs the service, its parent, and so on up to the first one. */
struct family {
	pid_t pids[FAMILY_MAX];
	unsigned count;
};

/*
 * The family below the process FIRST whose youngest runs BINARY. Without any, as
 * under a simulator, FIRST is the service itself.
 */
void family_find(struct family *family, pid_t first, const char *binary);

/*
 * All processes below FIRST that run BINARY, into PIDS, at most MOST. Returns how
 * many there are.
 */
size_t family_members(pid_t first, const char *binary, pid_t *pids,
		      size_t most);

/* The children of PARENT, into PIDS, at most MOST. Returns how many there are. */
size_t family_children(pid_t parent, pid_t *pids, size_t most);

/* The letter of /proc/PID/stat, 'T' for stopped, and its PARENT; 0: there is none. */
char family_state(pid_t pid, pid_t *parent);

/* It runs, and FIRST is it or above it. */
bool family_has(pid_t first, pid_t pid);

/* CPU time of all of them, ns; -1 when the service is gone. */
int64_t family_cpu_ns(const struct family *family);

/* Sum of the most memory that was resident in each at once, bytes; NAN: unknown. */
double family_peak_rss(const struct family *family);

#endif
