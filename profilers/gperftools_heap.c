/*
 * gperftools_heap.c: the heap profiler of gperftools: tcmalloc, which counts.
 *
 * It counts every allocation and the bytes asked for, by stack, exactly, but says
 * nothing of the peak. It writes a sum so far each time that another 1 GiB has been
 * allocated or the heap is 100 MiB higher, and the last one when the program returns
 * from main: a program that is killed leaves what it had, under the same names. It
 * replaces the allocator: what tcmalloc alone costs is the profiler `tcmalloc`.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "profilers/capture.h"
#include "profilers/heapprofile.h"
#include "profilers/preload.h"
#include "profilers/symbols.h"

/* "_PID.0001.heap": there is a later one of this process. Behind .9999 is .10000. */
static bool has_later(const char *path)
{
	const char *end = strrchr(path, '.');
	const char *number = end ? memrchr(path, '.', (size_t)(end - path)) :
				   NULL;
	char *later;
	bool there;

	if (!number)
		return false;
	later = path_format("%.*s.%04ld.heap", (int)(number - path), path,
			    strtol(number + 1, NULL, 10) + 1);
	there = access(later, F_OK) == 0;
	free(later);
	return there;
}

static int parse_file(const struct capture *capture, const char *path,
		      const char *rest, const struct buf *text,
		      struct evidence *evidence, struct reason *why)
{
	struct symbols *symbols;
	int status = -1;

	(void)rest;
	if (has_later(path))
		return 1;
	symbols = symbols_open(capture->binary, why);
	if (symbols)
		status = heapprofile_parse(text->text, text->len,
					   symbols_root(symbols), true,
					   evidence, why);
	symbols_close(symbols);
	/* For google-pprof. */
	return status < 0 ? -1 : capture_keep(capture, path, text, why);
}

static const struct capture_format format = {
	.prefix = "heapprofile_",
	.hint = "libtcmalloc was not loaded, could not write there, or the "
		"program was killed",
	.parse = parse_file,
};

static int gperftools_heap_read(const struct capture *capture,
				struct evidence *evidence, struct reason *why)
{
	if (capture_read(capture, &format, evidence, why) < 0)
		return -1;
	evidence_sort(evidence);
	return capture_sites(capture, "allocations.txt", evidence, why);
}

/* The newest file of that process; 0 when there is none. */
static long newest_file(const struct live *live)
{
	long number = 0;

	for (bool there = true; there; number += there) {
		char *path = path_format("%s/heapprofile_%s.%04ld.heap",
					 live->out, live->id, number + 1);

		there = access(path, F_OK) == 0;
		free(path);
	}
	return number;
}

/* 1 when it was whole: the counts come before what is mapped where. */
static int copy_file(const struct live *live, long number, struct reason *why)
{
	static const char behind[] = "\nMAPPED_LIBRARIES:";
	char *name = path_format("heapprofile_%s.%04ld.heap", live->id, number);
	char *path = path_format("%s/%s", live->out, name);
	struct buf text;
	int status;

	buf_init(&text);
	status = file_read_plain(path, &text, why);
	if (status == 0 && memmem(text.text, text.len, behind, strlen(behind)))
		status = live_put(live, name, &text, why) < 0 ? -1 : 1;
	buf_release(&text);
	free(name);
	free(path);
	return status;
}

/*
 * Its newest file is the one that was asked for, or a later one which is perhaps being
 * written just now: then the one before.
 */
static int gperftools_heap_collect(const struct live *live, struct reason *why)
{
	int status = 0;

	for (long n = newest_file(live); n > 0 && status == 0; n--)
		status = copy_file(live, n, why);
	if (status == 0)
		return reason_set(why, "libtcmalloc has written no profile");
	return status;
}

static int gperftools_heap_probe(struct reason *why)
{
	return preload_probe("libtcmalloc.so.4", "", "libgoogle-perftools4",
			     why);
}

static const char *const gperftools_heap_env[] = {
	"LD_PRELOAD=libtcmalloc.so.4",
	/* 0257: as in gperftools_cpu.c. */
	"HEAPPROFILE=\257{out}/heapprofile",
	"TARE_SNAPSHOT=heap-counts",
	"HEAP_PROFILE_ALLOCATION_INTERVAL={interval}",
	NULL,
};

/* Smaller ones write a file every few allocations: each is of its own number. */
static const struct option_row gperftools_heap_settings[] = {
	{ .name = "interval", .type = OPTION_LONG, .fallback = "1073741824",
	  .min = 65536, .max = 1099511627776, .value = "BYTES",
	  .help = "allocated between two of the sums that it writes" },
	{ .name = NULL }
};
static const char *const gperftools_heap_version[] = {
	"dpkg-query", "-W", "-f=gperftools ${Version}\\n",
	"libgoogle-perftools4", NULL
};

static const struct profiler gperftools_heap = {
	.name = "gperftools-heap",
	.summary = "every allocation by stack, counted by tcmalloc",
	.apply = APPLY_PRELOAD,
	.kind = KIND_COUNTING | KIND_ALLOCATION,
	.answers = ANSWER_ALLOCATIONS | ANSWER_LEAKS | ANSWER_STACKS,
	.unit = "allocations, bytes asked for (exact)",
	.package = "libgoogle-perftools4",
	.env = gperftools_heap_env,
	.ask = ASK_WORKERS,
	.collect = gperftools_heap_collect,
	.settings = gperftools_heap_settings,
	.interpretation = "after the run, from its own file",
	.version = gperftools_heap_version,
	.probe = gperftools_heap_probe,
	.read = gperftools_heap_read,
};

REGISTER(profiler, gperftools_heap);
