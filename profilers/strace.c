/*
 * strace.c: counts system calls and their time, attached.
 *
 * Each system call stops the process twice, until strace has looked at it. Its time
 * is the kernel's CPU time, in a resolution of the clock that is charged, so that a
 * short call often shows none.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "profilers/capture.h"
#include "profilers/strace_text.h"

static int parse_file(const struct capture *capture, const char *path,
		      const char *rest, const struct buf *text,
		      struct evidence *evidence, struct reason *why)
{
	(void)rest;
	/* Of several workers one may have slept all the time. */
	if (text->len == 0)
		return 1;
	if (strace_text_parse(text->text, text->len, evidence, why) < 0)
		return -1;
	return capture_keep(capture, path, text, why);
}

static const struct capture_format format = {
	.prefix = "strace.txt",
	.hint = "strace could not write there or was killed, or there was no "
		"system call",
	.parse = parse_file,
};

static int strace_read(const struct capture *capture, struct evidence *evidence,
		       struct reason *why)
{
	if (capture_read(capture, &format, evidence, why) < 0)
		return -1;
	evidence_sort(evidence);
	return capture_stats(capture, "strace_stats.txt", evidence, why);
}

/* Attach to a child of ours: what the kernel refuses there, it refuses strace. */
static int strace_probe(struct reason *why)
{
	pid_t child = fork();
	int error = 0;

	if (child < 0)
		return reason_errno(why, "cannot start a process");
	if (child == 0) {
		pause();
		_exit(0);
	}
	if (ptrace(PTRACE_SEIZE, child, NULL, NULL) < 0)
		error = errno;
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	if (error)
		return reason_set(why,
				  "tracing is not allowed here (%s): sysctl "
				  "kernel.yama.ptrace_scope=0, or in a "
				  "container add the capability SYS_PTRACE",
				  strerror(error));
	return 0;
}

static const char *const strace_attach[] = {
	"strace",
	"-f",
	"-c",
	"-U",
	"calls,time-total,errors,name",
	"-o",
	"{out}/strace.txt.{pid}",
	"-p",
	"{pid}",
	NULL,
};
static const char *const strace_version[] = { "strace", "--version", NULL };

static const struct profiler strace = {
	.name = "strace",
	.summary = "system calls, counted and timed, attached (strace -c)",
	.apply = APPLY_ATTACH,
	.kind = KIND_COUNTING | KIND_TRACING,
	.answers = ANSWER_SYSCALLS,
	.unit = "system calls (exact), seconds in the kernel",
	.package = "strace",
	.attach = strace_attach,
	.attached = " attached",
	.why_not_live = "strace -c prints its sums when it detaches, and has no "
			"way to be asked before; to detach and attach again "
			"would miss calls in between",
	.interpretation = "while it runs, by strace itself",
	.version = strace_version,
	.probe = strace_probe,
	.read = strace_read,
};

REGISTER(profiler, strace);
