/*
 * perf.c: the kernel's sampling profiler, attached to the running service.
 *
 * What to know when reading its answer:
 * Without a hardware counter, as in most virtual machines, it falls back to the
 * clock of the CPU, which cannot tell where in a stretch of code without
 * interrupts the time went; the note says which event was really used. Stacks
 * follow frame pointers: where code was built without them (most libraries),
 * callers are missing; unwind=dwarf copies part of the stack into each sample
 * instead, which costs as many bytes, and is walked by perf script. Samples are
 * taken while the service runs on a CPU, also in the kernel if we may look there.
 */
#include <ctype.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "base/proc.h"
#include "profilers/capture.h"
#include "profilers/perf_data.h"
#include "profilers/perf_lines.h"
#include "profilers/perf_script.h"
#include "profilers/symbols.h"

static int run_script(const char *path, struct buf *text, struct reason *why)
{
	/* Names of inlined functions would cost a process for each address. */
	static const char fields[] = "pid,period,event,ip,sym,dso";
	const char *const argv[] = { "perf",	    "script",
				     "--header",    "--show-lost-events",
				     "--no-inline", "-F",
				     fields,	    "-i",
				     path,	    NULL };
	/* Or it would ask a server for the symbols of libraries. */
	static const char *const env[] = { "DEBUGINFOD_URLS=", "LC_ALL=C",
					   "PERF_PAGER=cat", NULL };
	const struct proc_start start = { .argv = argv, .env = env };

	return proc_run_start(&start, text, why);
}

static double total_of(const struct evidence *evidence)
{
	double total = 0;

	for (size_t i = 0; i < evidence->function_count; i++)
		evidence_add(&total, evidence->functions[i].self);
	return total;
}

/* perf script has no lines: those of the file itself, in its unit. */
static int add_lines(const struct capture *capture, const char *path,
		     struct evidence *evidence, struct reason *why)
{
	struct symbols *symbols = symbols_open(capture->binary, why);
	struct evidence lines;
	int status = -1;

	evidence_init(&lines);
	if (symbols)
		status = perf_lines_read(path, symbols_root(symbols), &lines,
					 NULL, why);
	if (status == 0 && total_of(&lines) > 0 &&
	    evidence_merge_lines(evidence, &lines,
				 total_of(evidence) / total_of(&lines)) < 0)
		status = reason_set(why, "no memory for lines");
	evidence_release(&lines);
	symbols_close(symbols);
	return status;
}

static int parse_file(const struct capture *capture, const char *path,
		      const char *rest, const struct buf *data,
		      struct evidence *evidence, struct reason *why)
{
	struct buf text;
	int status;

	(void)rest;
	buf_init(&text);
	status = perf_data_check(data->text, data->len, why);
	if (status == 0)
		status = run_script(path, &text, why);
	if (status == 0)
		status = perf_script_parse(text.text, text.len, evidence, why);
	if (status == 0)
		status = add_lines(capture, path, evidence, why);
	/* For `perf report -i`, and other viewers. */
	if (status == 0)
		status = capture_keep(capture, path, data, why);
	buf_release(&text);
	return status;
}

static const struct capture_format format = {
	.prefix = "perf.data",
	.hint = "perf could not write there, or was killed",
	.parse = parse_file,
};

/* The name "perf.data.12,34.2026112213584221" has the time at which the file ended. */
static bool is_whole(const char *name)
{
	return strrchr(name, '.') > name + strlen(format.prefix);
}

struct search {
	const struct live *live;
	bool found;
};

/* A file of our process that has ended since it was asked to. */
static int look_at(const char *path, void *data)
{
	struct search *search = data;
	const char *name = strrchr(path, '/') + 1;
	size_t prefix = strlen(format.prefix), id = strlen(search->live->id);

	search->found |= strncmp(name, format.prefix, prefix) == 0 &&
			 name[prefix] == '.' &&
			 strncmp(name + prefix + 1, search->live->id, id) == 0 &&
			 name[prefix + 1 + id] == '.' &&
			 live_written(search->live, path, true);
	return 0;
}

/* All that was written, of workers that are no more as well. */
static int perf_collect(const struct live *live, struct reason *why)
{
	struct search search = { .live = live };

	reason_set(why, "cannot read the directory %s", live->out);
	if (dir_each(live->out, look_at, &search) < 0)
		return -1;
	if (!search.found)
		return 0;
	return live_copy_files(live, format.prefix, is_whole, why) < 0 ? -1 : 1;
}

/* Add to PIDS, ",12,34,", those that the name of a file tells. */
static int add_pids(const char *path, void *data)
{
	struct buf *pids = data;
	const char *name = strrchr(path, '/') + 1;
	const char *rest = name + strlen(format.prefix);
	size_t length = 0;

	if (strncmp(name, format.prefix, strlen(format.prefix)) != 0 ||
	    *rest != '.')
		return 0;
	for (rest++; isdigit((unsigned char)*rest); rest += length) {
		char *pid;

		length = strspn(rest, "0123456789");
		pid = path_format(",%.*s,", (int)length, rest);
		if (!strstr(pids->text, pid))
			buf_adds(pids, pid + 1);
		free(pid);
		length += rest[length] == ',';
	}
	return 0;
}

/* A process has as many files as it was asked about, and a few more. */
static unsigned count_processes(const char *out)
{
	unsigned count = 0;
	struct buf pids;

	buf_init(&pids);
	buf_adds(&pids, ",");
	dir_each(out, add_pids, &pids);
	for (const char *p = pids.text + 1; *p; p++)
		count += *p == ',';
	buf_release(&pids);
	return count;
}

static int perf_read(const struct capture *capture, struct evidence *evidence,
		     struct reason *why)
{
	if (capture_read(capture, &format, evidence, why) < 0 ||
	    capture_places(capture, evidence, why) < 0)
		return -1;
	evidence->processes = count_processes(capture->out);
	evidence_sort(evidence);
	return capture_stats(capture, "perf_stats.txt", evidence, why);
}

/* Why the kernel does not let us, and what would help. */
static int refused(int error, struct reason *why)
{
	struct reason ignored;
	struct buf level;

	if (error != EACCES && error != EPERM)
		return reason_set(why,
				  "the kernel has no perf events here (%s): "
				  "use one that has, outside of a sandbox",
				  strerror(error));
	buf_init(&level);
	file_read("/proc/sys/kernel/perf_event_paranoid", &level, &ignored);
	reason_set(why,
		   "the kernel does not let us sample "
		   "(perf_event_paranoid is %.*s): run as root, or sysctl "
		   "kernel.perf_event_paranoid=1; in a container, add the "
		   "capability PERFMON",
		   (int)strcspn(level.text, "\n"), level.text);
	buf_release(&level);
	return -1;
}

/* The least that perf needs: the CPU clock of a process of our own. */
static int perf_probe(struct reason *why)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.sample_period = 1000000,
		.disabled = 1,
		.exclude_kernel = 1,
	};
	long fd = syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);

	if (fd < 0)
		return refused(errno, why);
	close((int)fd);
	return 0;
}

/*
 * After 1 ms (-D) it says that it samples. No copies of the binaries in the home
 * directory (--no-buildid-cache). SIGUSR2 makes it end a file and begin another
 * (--switch-output); the names of those that are whole end in a time.
 */
#define ATTACH(call_graph)                                                     \
	{                                                                      \
		"perf", "record", "-F", "{freq}", "--call-graph", call_graph,  \
			"-D", "1", "--no-buildid-cache", "-o",                 \
			"{out}/perf.data.{pid}", "--switch-output=signal",     \
			"-p", "{pid}", NULL                                    \
	}

static const char *const attach_fp[] = ATTACH("fp");
static const char *const attach_dwarf[] = ATTACH("dwarf,{stack}");

static const struct option_row perf_settings[] = {
	{ .name = "freq", .type = OPTION_LONG, .fallback = "999", .min = 1,
	  .max = 100000, .value = "HZ",
	  .help = "samples per second of CPU time; the kernel takes fewer "
		  "beyond kernel.perf_event_max_sample_rate" },
	{ .name = "unwind", .type = OPTION_CHOICE, .fallback = "fp",
	  .choices = "fp|dwarf", .value = "HOW",
	  .help = "callers by frame pointers, or from a copy of the stack" },
	{ .name = "stack", .type = OPTION_LONG, .fallback = "8192", .min = 8,
	  .max = 65528, .value = "BYTES",
	  .help = "of the stack in each sample, with unwind=dwarf" },
	{ .name = NULL }
};

static int perf_adapt(struct profiler *variant, struct reason *why)
{
	if (strcmp(profiler_setting(variant, "unwind"), "dwarf") == 0)
		variant->attach = attach_dwarf;
	else if (variant->set[2].given)
		return reason_set(why, "perf: stack goes with unwind=dwarf");
	else
		variant->set[2].name = NULL;
	return 0;
}

static const char *const perf_version[] = { "perf", "--version", NULL };

static const struct profiler perf = {
	.name = "perf",
	.summary = "samples of the CPU at {freq} Hz, by the kernel, attached",
	.apply = APPLY_ATTACH,
	.kind = KIND_SAMPLING,
	.answers = ANSWER_CPU_FUNCTION | ANSWER_CPU_LINE | ANSWER_STACKS,
	.unit = "seconds (1 / {freq} Hz samples)",
	.package = "linux-perf",
	.attach = attach_fp,
	.attached = "Events enabled",
	.ask = ASK_COMPANION,
	.ask_signal = SIGUSR2,
	.collect = perf_collect,
	.settings = perf_settings,
	.adapt = perf_adapt,
	.interpretation = "after the run, by perf script",
	.version = perf_version,
	.probe = perf_probe,
	.read = perf_read,
};

REGISTER(profiler, perf);
