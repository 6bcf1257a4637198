/*
 * uftrace.c: the tracer of function entries and exits.
 *
 * The program is built with room for a call at the start of each function, which is
 * patched in when it starts. Each call writes two records of 16 bytes: a request that
 * makes a million calls writes 32 MB. Times are of the wall clock, waiting included.
 *
 * uftrace stays the parent of the program, and ends before it when it is told to: so
 * a shell passes the signal on to the program instead.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/proc.h"
#include "profilers/capture.h"
#include "profilers/uftrace_data.h"
#include "profilers/uftrace_text.h"

/* $0 is where to write, $@ the program. The shell's own background jobs would read
 * from /dev/null, not from the socket. */
static const char script[] =
	"trap : TERM USR1 INT\n"
	"exec 3<&0\n"
	"uftrace record -d \"$0.$$\" -P . -D {depth} --no-libcall --no-event --no-pager "
	"\"$@\" <&3 3<&- &\n"
	"wait $!; status=$?\n"
	"if child=$(cat /proc/$!/task/$!/children 2>/dev/null); then\n"
	"	kill -TERM $child; wait $!; status=$?\n"
	"fi\n"
	"exit $status\n";

struct counting {
	struct uftrace_counts counts;
	unsigned threads;
	struct reason *why;
};

/* TID.dat has a thread's calls; perf-cpu0.dat and the like have events. */
static int count_file(const char *path, void *data)
{
	struct counting *counting = data;
	const char *name = strrchr(path, '/') + 1;
	size_t digits = strspn(name, "0123456789");
	struct reason detail;
	struct buf bytes;
	int status;

	if (digits == 0 || strcmp(name + digits, ".dat") != 0)
		return 0;
	counting->threads++;
	buf_init(&bytes);
	status = file_read_plain(path, &bytes, counting->why);
	if (status == 0 && uftrace_data_count(bytes.text, bytes.len,
					      &counting->counts, &detail) < 0)
		status = reason_set(counting->why, "%.200s: %.280s", name,
				    detail.text);
	buf_release(&bytes);
	return status;
}

static int count_records(const char *directory, struct counting *counting)
{
	reason_set(counting->why, "it is no directory");
	if (dir_each(directory, count_file, counting) < 0)
		return -1;
	if (counting->threads == 0)
		return reason_set(counting->why,
				  "it has no trace: uftrace was killed");
	return 0;
}

static int run_report(const char *directory, struct buf *text,
		      struct reason *why)
{
	const char *const argv[] = { "uftrace",	   "report", "-d", directory,
				     "--no-pager", "-f",     "total,self,call",
				     NULL };
	static const char *const env[] = { "LC_ALL=C", NULL };
	const struct proc_start start = { .argv = argv, .env = env };

	return proc_run_start(&start, text, why);
}

/* Conservation: each entry that was recorded is a call that is reported. */
static int check_calls(const struct counting *counting, double calls,
		       struct reason *why)
{
	if (calls == counting->counts.entries)
		return 0;
	return reason_set(why, "uftrace reports %.0f calls of %.0f in its trace",
			  calls, counting->counts.entries);
}

static int parse_directory(const struct capture *capture, const char *path,
			   const char *rest, const struct buf *none,
			   struct evidence *evidence, struct reason *why)
{
	char *name = path_format("uftrace_report.%s.txt", rest);
	struct counting counting = { .why = why };
	struct buf text;
	double calls;
	int status;

	(void)none;
	buf_init(&text);
	status = count_records(path, &counting);
	if (status == 0)
		status = run_report(path, &text, why);
	if (status == 0)
		status = uftrace_text_parse(text.text, text.len, evidence,
					    &calls, why);
	if (status == 0)
		status = check_calls(&counting, calls, why);
	if (status == 0)
		status = capture_save(capture, name, &text, why);
	evidence_add(&evidence->lost, counting.counts.lost);
	buf_release(&text);
	free(name);
	return status;
}

static const struct capture_format format = {
	.prefix = "uftrace.",
	.hint = "uftrace could not write there, or was killed",
	.parse = parse_directory,
};

static int uftrace_read(const struct capture *capture,
			struct evidence *evidence, struct reason *why)
{
	if (capture_read(capture, &format, evidence, why) < 0 ||
	    capture_places(capture, evidence, why) < 0)
		return -1;
	evidence_sort(evidence);
	return capture_stats(capture, "uftrace_stats.txt", evidence, why);
}

/* What the script needs besides. */
static int uftrace_probe(struct reason *why)
{
	char *path = path_format("/proc/%ld/task/%ld/children", (long)getpid(),
				 (long)getpid());
	int status = 0;

	if (access("/dev/shm", W_OK) < 0)
		status = reason_errno(why, "uftrace needs to write to /dev/shm: "
					   "mount a tmpfs there");
	else if (access(path, R_OK) < 0)
		status = reason_set(why, "this kernel does not list the "
					 "children of a process (it was built "
					 "without CONFIG_PROC_CHILDREN): use "
					 "another one");
	free(path);
	return status;
}

static const char *const uftrace_wrap[] = { "sh", "-c", script,
					    "{out}/uftrace", NULL };

/* The default is its own (OPT_DEPTH_DEFAULT in uftrace.h): then it filters nothing. */
static const struct option_row uftrace_settings[] = {
	{ .name = "depth", .type = OPTION_LONG, .fallback = "1024", .min = 1,
	  .max = 1024, .value = "N",
	  .help = "of calls that are traced; deeper ones are not seen" },
	{ .name = NULL }
};
static const char *const uftrace_version[] = { "uftrace", "--version", NULL };

static const struct profiler uftrace = {
	.name = "uftrace",
	.summary = "every call with its time, patched in at the start",
	.apply = APPLY_WRAP,
	.kind = KIND_TRACING,
	.answers = ANSWER_CALLS | ANSWER_CPU_FUNCTION,
	.requests_most = 2,
	.unit = "calls (exact), seconds (wall clock)",
	.package = "uftrace",
	.flavour = "uftrace",
	.wrap = uftrace_wrap,
	.why_not_live = "uftrace keeps the newest calls of every thread in shared "
			"memory, 128 KiB at a time, and has no way to be told "
			"to write them before its end",
	.settings = uftrace_settings,
	.interpretation = "after the run, by uftrace report",
	.version = uftrace_version,
	.probe = uftrace_probe,
	.read = uftrace_read,
};

REGISTER(profiler, uftrace);
