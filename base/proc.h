/* proc.h: child processes, started from an argv, ended by their pid. */
#ifndef TARE_PROC_H
#define TARE_PROC_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/reason.h"

/* How a child starts. Zero members mean: as we are. */
struct proc_start {
	const char *const *argv; /* argv[0] is looked up in PATH */
	const char *const *env;	 /* "NAME=value" added to ours; may be NULL */
	int stdin_fd;		 /* descriptor to read; <= 0 for /dev/null */
	const char *output;	 /* file for stdout + stderr (appended) */
	int stdout_fd;		 /* or: descriptor for it; <= 0 for none */
	int stderr_fd;		 /* the same for stderr */
	int cpu_plus_1;		 /* pin to this CPU, counted from 1 */
	bool own_group;		 /* a process group of its own */
	bool own_session;	 /* a session of its own: it outlives us */
};

/* Start it. Returns the pid, or -1 with WHY. No shell is involved. */
pid_t proc_spawn(const struct proc_start *start, struct reason *why);

/*
 * Wait until PID ends, at most TIMEOUT_NS (negative: for ever). Returns 1 when it
 * ended, with its wait status and resource usage where the pointers are not NULL; 0
 * when time ran out; -1 when it is no child of ours. Of the latter two STATUS is 0.
 */
int proc_wait(pid_t pid, int64_t timeout_ns, int *status,
	      struct rusage *usage);

/*
 * Ask with SIGNAL, wait up to PATIENCE_NS, then SIGKILL. Returns 0 when it went when
 * asked, 1 when it had to be killed.
 */
int proc_stop(pid_t pid, int signal, int64_t patience_ns,
	      struct rusage *usage);

/*
 * Run ARGV to its end with standard output added to OUT (NULL: thrown away). Returns
 * 0 when it exits with 0; else -1 with WHY naming the command and its last words on
 * standard error.
 */
int proc_run(const char *const *argv, struct buf *out, struct reason *why);

/* The same, with all that START says but where its output goes. */
int proc_run_start(const struct proc_start *start, struct buf *out,
		   struct reason *why);

/* "exit 1", "killed by SIGSEGV": what a wait status says. */
const char *proc_status_text(int status, char *text, size_t size);

/* A program of that name is in PATH. */
bool proc_in_path(const char *program);

#endif
