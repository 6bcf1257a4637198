/*
 * gperftools_cpu.c: the CPU profiler of gperftools, a preloaded library.
 *
 * It samples by the timer of the CPU time that the whole process has used, at
 * 100 Hz by default, in a signal handler, and writes when the program returns from main: a
 * program that is killed leaves nothing. Of several processes with one name for
 * the file the last one would win, unless each adds its pid, which it does when
 * it takes itself for a child: the first byte of the name then has its highest
 * bit set (GetUniquePathFromEnv in gperftools' base/sysinfo.cc).
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/file.h"
#include "profilers/capture.h"
#include "profilers/cpuprofile.h"
#include "profilers/preload.h"

static int parse_file(const struct capture *capture, const char *path,
		      const char *rest, const struct buf *text,
		      struct evidence *evidence, struct reason *why)
{
	(void)rest;
	if (cpuprofile_parse(text->text, text->len, true, evidence, why) < 0)
		return -1;
	/* For google-pprof, and whatever else reads this format. */
	return capture_keep(capture, path, text, why);
}

static const struct capture_format format = {
	.prefix = "cpuprofile_",
	.hint = "libprofiler was not loaded, could not write there, or the "
		"program was killed",
	.parse = parse_file,
};

static int gperftools_cpu_read(const struct capture *capture,
			       struct evidence *evidence, struct reason *why)
{
	if (capture_read(capture, &format, evidence, why) < 0 ||
	    capture_places(capture, evidence, why) < 0)
		return -1;
	evidence_sort(evidence);
	return capture_stats(capture, "gperftools_stats.txt", evidence, why);
}

/*
 * The file of a running process is samples only. What ProfilerStop() adds: a stack of
 * one frame, address 0, seen 0 times, and what is mapped where.
 */
static int gperftools_cpu_collect(const struct live *live, struct reason *why)
{
	static const uintptr_t end[] = { 0, 1, 0 };
	char *name = path_format("cpuprofile_%s", live->id);
	char *from = path_format("%s/%s", live->out, name);
	char *maps = path_format("/proc/%s/maps", live->id);
	struct buf profile;
	int status;

	buf_init(&profile);
	status = file_read_plain(from, &profile, why);
	buf_add(&profile, end, sizeof(end));
	if (status == 0)
		status = file_read(maps, &profile, why);
	if (status == 0)
		status = live_put(live, name, &profile, why);
	buf_release(&profile);
	free(name);
	free(from);
	free(maps);
	return status < 0 ? -1 : 1;
}

static int gperftools_cpu_probe(struct reason *why)
{
	return preload_probe("libprofiler.so.0", "", "libgoogle-perftools4",
			     why);
}

static const char *const gperftools_cpu_env[] = {
	"LD_PRELOAD=libprofiler.so.0",
	/* 0257: a slash with its highest bit set; a second one follows. */
	"CPUPROFILE=\257{out}/cpuprofile",
	"TARE_SNAPSHOT=cpu-samples",
	"CPUPROFILE_FREQUENCY={freq}",
	NULL,
};

/* It takes no more than 4000 (ProfileHandler in gperftools' profile-handler.cc). */
static const struct option_row gperftools_cpu_settings[] = {
	{ .name = "freq", .type = OPTION_LONG, .fallback = "100", .min = 1,
	  .max = 4000, .value = "HZ",
	  .help = "samples per second of CPU time" },
	{ .name = NULL }
};

static const char *const gperftools_cpu_version[] = {
	"dpkg-query", "-W", "-f=gperftools ${Version}\n",
	"libgoogle-perftools4", NULL
};

static const struct profiler gperftools_cpu = {
	.name = "gperftools-cpu",
	.summary = "samples of the CPU at {freq} Hz, by a preloaded library",
	.apply = APPLY_PRELOAD,
	.kind = KIND_SAMPLING,
	.answers = ANSWER_CPU_FUNCTION | ANSWER_STACKS,
	.unit = "seconds (1 / {freq} Hz samples)",
	.package = "libgoogle-perftools4",
	.env = gperftools_cpu_env,
	.ask = ASK_WORKERS,
	.collect = gperftools_cpu_collect,
	.settings = gperftools_cpu_settings,
	.interpretation = "after the run, from its own file",
	.version = gperftools_cpu_version,
	.probe = gperftools_cpu_probe,
	.read = gperftools_cpu_read,
};

REGISTER(profiler, gperftools_cpu);
