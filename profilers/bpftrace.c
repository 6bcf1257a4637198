/*
 * bpftrace.c: counts calls in the kernel, with a trap at functions of a process; or
 * samples its stacks there.
 *
 * Each function of the endpoint's own work gets a uprobe; a call costs a trap into the
 * kernel and a step in a table there. There is no time, only counts. Not every function
 * of the program: to take a trap out again takes the kernel about 0.1 s. The traps are
 * in the file, so whatever else runs it is stopped by them, too, if not counted: hence
 * a copy of the plain build, as a flavour. It can watch one process only.
 *
 * With mode=sample a timer of the kernel counts the process's stacks instead, which
 * are walked by frame pointers.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/proc.h"
#include "profilers/bpftrace_file.h"
#include "profilers/capture.h"

/*
 * $0 is the program, $1 the process, $2 the file. Events are read once all is attached,
 * so that the word which the first one says comes after. A signal may be lost then, and
 * a second SIGINT would end it at once: it is stopped by SIGTERM, said as often as
 * needed.
 */
#define RUN(first)                                                             \
	"exec bpftrace --unsafe -f json -p \"$1\" -o \"$2\" -e \"\n"             \
	"	BEGIN { " first "system(\\\"echo watching >&2\\\"); }\n"

/*
 * $3 is "fib,fibonacci_run". Not @calls[func]: that is an address, which has no name once
 * the process is gone.
 */
static const char count_script[] =
	"probes=$(echo \"$3\" | sed \"s|^|uprobe:$0:|; s|,|,uprobe:$0:|g\")\n"
	RUN("@watched = 1; ") "	$probes { @calls[probe] = count(); }\"\n";

/*
 * Version 0.17 closes its map of stacks along with a table of symbols, which it opens
 * for each frame unless it keeps it: then most stacks could not be looked up.
 */
static const char sample_script[] =
	"export BPFTRACE_CACHE_USER_SYMBOLS=1\n"
	RUN("@watched = 1; @hz = {freq}; ")
	"	profile:hz:{freq} /pid == $1/ { @stacks[ustack(perf)] = count(); }"
	"\"\n";

static int parse_file(const struct capture *capture, const char *path,
		      const char *rest, const struct buf *text,
		      struct evidence *evidence, struct reason *why)
{
	(void)rest;
	if (bpftrace_parse(text->text, text->len, evidence, why) < 0)
		return -1;
	return capture_keep(capture, path, text, why);
}

static const struct capture_format format = {
	.prefix = "bpftrace.json",
	.hint = "bpftrace could not write there, or was killed",
	.parse = parse_file,
};

static int bpftrace_read(const struct capture *capture,
			 struct evidence *evidence, struct reason *why)
{
	if (capture_read(capture, &format, evidence, why) < 0 ||
	    capture_places(capture, evidence, why) < 0)
		return -1;
	evidence_sort(evidence);
	return capture_stats(capture, "bpftrace_stats.txt", evidence, why);
}

static bool any(const char *name)
{
	(void)name;
	return true;
}

/*
 * On SIGUSR1 it adds its maps to its file, @watched last. What was written of workers
 * that are no more goes along.
 */
static int bpftrace_collect(const struct live *live, struct reason *why)
{
	char *path = path_format("%s/%s.%s", live->out, format.prefix,
				 live->id);
	char *line = file_last_line(path);
	int status = 0;

	if (live_written(live, path, true) && strstr(line, "@watched"))
		status = live_copy_files(live, format.prefix, any, why) < 0 ?
				 -1 :
				 1;
	free(path);
	free(line);
	return status;
}

static int bpftrace_probe(struct reason *why)
{
	static const char *const argv[] = { "bpftrace", "-e",
					    "BEGIN { exit(); }", NULL };
	struct reason detail;

	if (geteuid() != 0)
		return reason_set(why, "only root may use bpftrace: run as "
				       "root");
	if (access("/sys/bus/event_source/devices/uprobe", F_OK) < 0)
		return reason_set(why, "this kernel has no uprobes (built "
				       "without CONFIG_UPROBES, or /sys is "
				       "hidden in a container): use another "
				       "one, or mount /sys");
	if (proc_run(argv, NULL, &detail) < 0)
		return reason_set(why,
				  "the kernel refuses its programs: %.300s; in "
				  "a container, add the capabilities BPF and "
				  "PERFMON",
				  detail.text);
	return 0;
}

#define ATTACH(script)                                                         \
	{                                                                      \
		"sh", "-c", script, "{binary}", "{pid}",                       \
			"{out}/bpftrace.json.{pid}", "{functions}", NULL             \
	}

static const char *const attach_count[] = ATTACH(count_script);
static const char *const attach_sample[] = ATTACH(sample_script);

static const struct option_row bpftrace_settings[] = {
	{ .name = "mode", .type = OPTION_CHOICE, .fallback = "calls",
	  .choices = "calls|sample", .value = "WHAT",
	  .help = "count calls by traps, or sample stacks by a timer" },
	{ .name = "freq", .type = OPTION_LONG, .fallback = "99", .min = 1,
	  .max = 20000, .value = "HZ",
	  .help = "samples per second of CPU time, with mode=sample" },
	{ .name = NULL }
};

static int bpftrace_adapt(struct profiler *variant, struct reason *why)
{
	if (strcmp(profiler_setting(variant, "mode"), "sample") != 0) {
		if (variant->set[1].given)
			return reason_set(why, "bpftrace: freq goes with "
					       "mode=sample");
		variant->set[1].name = NULL;
		return 0;
	}
	variant->summary = "samples of stacks at {freq} Hz, in the kernel";
	variant->kind = KIND_SAMPLING;
	variant->answers = ANSWER_CPU_FUNCTION | ANSWER_STACKS;
	variant->requests_most = 0;
	variant->unit = "seconds (1 / {freq} Hz samples)";
	variant->flavour = NULL;
	variant->attach = attach_sample;
	return 0;
}

static const char *const bpftrace_version[] = { "bpftrace", "--version", NULL };

static const struct profiler bpftrace = {
	.name = "bpftrace",
	.summary = "call counts by traps in the kernel (uprobes), attached",
	.apply = APPLY_ATTACH,
	.kind = KIND_COUNTING,
	.answers = ANSWER_CALLS,
	.requests_most = 5,
	.unit = "calls (exact)",
	.package = "bpftrace",
	.flavour = "bpftrace",
	.attach = attach_count,
	.attached = "watching",
	.ask = ASK_COMPANION,
	.ask_signal = SIGUSR1,
	.collect = bpftrace_collect,
	.stop_signal = SIGTERM,
	.settings = bpftrace_settings,
	.adapt = bpftrace_adapt,
	.one_process = true,
	.interpretation = "while it runs, in the kernel",
	.version = bpftrace_version,
	.probe = bpftrace_probe,
	.read = bpftrace_read,
};

REGISTER(profiler, bpftrace);
