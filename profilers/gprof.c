/*
 * gprof.c: the profiler that the compiler builds in with -pg.
 *
 * What to know when reading its answer:
 * It counts the calls from one function of the program to another exactly, but
 * not those that a library makes (the comparison of qsort), nor in code that
 * was not built with -pg. A pair of caller and callee has 32 bits in the file,
 * so that more than 4 294 967 295 calls between them wrap around.
 *
 * Its time is 100 samples a second of the program's own code. Time in a
 * library, its own counting included, is nobody's; the stubs through which
 * libraries are called have no name and count for the function before them.
 *
 * And it reads its histogram askew: glibc rounds the number of bins up and the
 * scale from addresses to bins down (gmon.c here), while gprof divides the range
 * of the code by that number (gprof/hist.c). So its bins lie too low, by up to a
 * dozen bytes at the end of a large program, and the first instructions of a
 * function, which -pg makes the hottest of a small one, are charged to whatever
 * comes before it: often frame_dummy.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/proc.h"
#include "profiler.h"
#include "profilers/capture.h"
#include "profilers/gmon.h"
#include "profilers/gmon_lines.h"
#include "profilers/gprof_text.h"
#include "profilers/symbols.h"

enum { FILE_MAX = 1024 };

/* The gmon.out files of one capture: as arguments for gprof, and their sums. */
struct gmon_files {
	const struct capture *capture;
	const char *root;
	struct reason *why;
	char *paths[FILE_MAX];
	size_t count;
	double samples;
	double calls;
	struct evidence lines; /* gprof itself prints functions */
};

static int check_file(const char *path, struct gmon_files *files)
{
	struct reason detail;
	struct gmon gmon;
	struct buf bytes;
	int status;

	buf_init(&bytes);
	status = file_read_plain(path, &bytes, files->why);
	if (status == 0 &&
	    (gmon_parse(bytes.text, bytes.len, &gmon, &detail) < 0 ||
	     gmon_lines_read(bytes.text, bytes.len, files->capture->binary,
			     files->root, &files->lines, NULL, &detail) < 0))
		status = reason_set(files->why, "%.200s cannot be used: %.280s",
				    path, detail.text);
	/* For gprof's own reader, and others'. */
	if (status == 0)
		status = capture_keep(files->capture, path, &bytes, files->why);
	buf_release(&bytes);
	if (status != 0)
		return -1;
	files->samples += gmon.samples;
	files->calls += gmon.calls;
	return 0;
}

static int take_file(const char *path, void *data)
{
	struct gmon_files *files = data;
	const char *name = strrchr(path, '/');

	if (strncmp(name ? name + 1 : path, "gmon.out", 8) != 0)
		return 0;
	if (files->count == FILE_MAX)
		return reason_set(files->why, "more than %d gmon.out files",
				  FILE_MAX);
	files->paths[files->count] = strdup(path);
	if (!files->paths[files->count])
		return reason_set(files->why, "no memory for %s", path);
	files->count++;
	return check_file(path, files);
}

static int find_files(struct gmon_files *files)
{
	const char *out = files->capture->out;

	reason_set(files->why, "cannot read the directory %s", out);
	if (dir_each(out, take_file, files) < 0)
		return -1;
	if (files->count == 0)
		return reason_set(files->why,
				  "no gmon.out in %s: the program was not "
				  "built with -pg, or did not return from "
				  "main but was killed",
				  out);
	return 0;
}

/* gprof adds several files up by itself. */
static int run_gprof(struct gmon_files *files, struct buf *text)
{
	static const char *const env[] = { "LC_ALL=C", NULL };
	const char *argv[FILE_MAX + 5] = { "gprof", "-b", "--",
					   files->capture->binary };
	const struct proc_start start = { .argv = argv, .env = env };

	for (size_t i = 0; i < files->count; i++)
		argv[4 + i] = files->paths[i];
	return proc_run_start(&start, text, files->why);
}

/*
 * Conservation: each counted pair of caller and callee is a call of the callee,
 * and each sample is in a function or in none. What was lost on the way is an
 * error.
 */
static int check_sums(const struct gmon_files *files, struct evidence *evidence)
{
	double calls = 0, self = 0;

	for (size_t i = 0; i < evidence->function_count; i++) {
		evidence_add(&calls, evidence->functions[i].calls);
		evidence_add(&self, evidence->functions[i].self);
	}
	if (calls != files->calls)
		return reason_set(files->why,
				  "gprof shows %.0f calls of %.0f in its files",
				  calls, files->calls);
	evidence->samples = files->samples;
	evidence->unknown =
		fmax(0, files->samples - round(self / evidence->period));
	evidence->processes = (unsigned)files->count;
	return 0;
}

static int write_texts(const struct capture *capture, const struct buf *text,
		       const struct evidence *evidence, struct reason *why)
{
	size_t at = gprof_text_graph(text->text, text->len);
	/* Parts of TEXT, which nobody releases. */
	const struct buf flat = { .text = text->text, .len = at };
	const struct buf graph = { .text = text->text + at,
				   .len = text->len - at };

	if (capture_save(capture, "flat.txt", &flat, why) < 0 ||
	    capture_save(capture, "callgraph.txt", &graph, why) < 0)
		return -1;
	return capture_stats(capture, "gprof_stats.txt", evidence, why);
}

static int gprof_read(const struct capture *capture, struct evidence *evidence,
		      struct reason *why)
{
	struct gmon_files files = { .capture = capture, .why = why };
	struct symbols *symbols = symbols_open(capture->binary, why);
	struct buf text;
	int status = -1;

	buf_init(&text);
	evidence_init(&files.lines);
	if (!symbols)
		goto out;
	files.root = symbols_root(symbols);
	if (find_files(&files) < 0 || run_gprof(&files, &text) < 0 ||
	    gprof_text_parse(text.text, text.len, evidence, why) < 0 ||
	    check_sums(&files, evidence) < 0 ||
	    capture_places(capture, evidence, why) < 0)
		goto out;
	if (evidence_merge_lines(evidence, &files.lines, 1) < 0) {
		reason_set(why, "no memory for evidence");
		goto out;
	}
	evidence_sort(evidence);
	status = write_texts(capture, &text, evidence, why);
out:
	for (size_t i = 0; i < files.count; i++)
		free(files.paths[i]);
	buf_release(&text);
	evidence_release(&files.lines);
	symbols_close(symbols);
	return status;
}

static const char *const gprof_env[] = { "GMON_OUT_PREFIX={out}/gmon.out",
					 "TARE_SNAPSHOT=fork:gmon.out.", NULL };
static const char *const gprof_version[] = { "gprof", "--version", NULL };

static const struct profiler gprof = {
	.name = "gprof",
	.summary = "call counts and 100 Hz samples, compiled in with -pg",
	.standard = true,
	.apply = APPLY_BUILD,
	.kind = KIND_SAMPLING | KIND_COUNTING,
	.answers = ANSWER_CALLS | ANSWER_CPU_FUNCTION | ANSWER_CPU_LINE,
	.unit = "seconds (10 ms samples), calls (exact)",
	.package = "binutils",
	.flavour = "gprof",
	.env = gprof_env,
	.ask = ASK_WORKERS,
	.interpretation = "after the run, by gprof",
	.version = gprof_version,
	.read = gprof_read,
};

REGISTER(profiler, gprof);
