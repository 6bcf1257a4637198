/*
 * heaptrack.c: the profiler that records every allocation with its stack.
 *
 * The launcher `heaptrack` reads what its library writes through a pipe, and
 * puts names to it while the program runs, on the same machine. Here the
 * library writes to a file, and the names come after the run, so that what is
 * weighed is the recording. The library's own thread, and what it allocates
 * itself, are not in the recording, but for what its C++ runtime allocates at
 * start (72 704 bytes).
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/draft.h"
#include "base/file.h"
#include "base/proc.h"
#include "profiler.h"
#include "profilers/heaptrack_file.h"
#include "profilers/heaptrack_raw.h"
#include "profilers/heaptrack_sites.h"
#include "profilers/symbols.h"

#define PRELOAD "/usr/lib/heaptrack/libheaptrack_preload.so"
#define INTERPRET "/usr/lib/heaptrack/libexec/heaptrack_interpret"

static const char raw_prefix[] = "heaptrack.raw.";

struct recordings {
	const struct capture *capture;
	const char *root; /* dropped from file names */
	struct evidence *evidence;
	struct buf report; /* of heaptrack_print */
	struct reason *why;
	size_t count;
};

static bool same_file(const char *a, const char *b)
{
	struct stat x, y;

	if (strcmp(a, b) == 0)
		return true;
	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

/* The path of the executable that RAW is of, for the caller to free. */
static int check_raw(const char *raw, const struct capture *capture,
		     char **program, struct reason *why)
{
	struct reason detail;
	struct buf text;
	int status;

	*program = NULL;
	buf_init(&text);
	status = file_read_plain(raw, &text, why);
	if (status < 0)
		goto out;
	status = heaptrack_raw_check(text.text, text.len, capture->live, program,
				     &detail);
	if (status == 0 && !same_file(*program, capture->binary))
		status = reason_set(&detail, "it is of %.200s, not of %.200s",
				    *program, capture->binary);
	if (status < 0)
		reason_set(why, "%.200s cannot be used: %.280s", raw,
			   detail.text);
out:
	buf_release(&text);
	return status;
}

static int interpret(const char *raw, struct buf *text, struct reason *why)
{
	static const char *const argv[] = { INTERPRET, NULL };
	/* Or it would ask a server for the debug information of libraries. */
	static const char *const env[] = { "DEBUGINFOD_URLS=", NULL };
	struct proc_start start = { .argv = argv, .env = env };
	int status;

	start.stdin_fd = open(raw, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (start.stdin_fd < 0)
		return reason_errno(why, "cannot open %s", raw);
	status = proc_run_start(&start, text, why);
	close(start.stdin_fd);
	if (status == 0 && text->failed)
		return reason_set(why, "no memory to interpret %s", raw);
	return status;
}

static int deflate_to(int fd, const struct buf *text)
{
	/* gzclose() closes the descriptor that it was given. */
	gzFile file = gzdopen(dup(fd), "wb1");
	int status = 0;

	if (!file)
		return -1;
	if (gzfwrite(text->text, 1, text->len, file) != text->len)
		status = -1;
	if (gzclose(file) != Z_OK)
		status = -1;
	return status;
}

/* Compressed, as heaptrack_print and heaptrack_gui open it. */
static int write_compressed(const char *path, const struct buf *text,
			    struct reason *why)
{
	struct draft draft;

	if (draft_open(&draft, path, why) < 0)
		return -1;
	if (deflate_to(draft.fd, text) == 0)
		return draft_publish(&draft, 0644, why);
	draft_drop(&draft);
	return reason_set(why, "cannot write %s", path);
}

static int add_report(struct recordings *all, const char *path)
{
	const char *const argv[] = { "heaptrack_print", "-n", "20", "-s", "5",
				     "--print-leaks=1", "-f", path, NULL };

	return proc_run(argv, &all->report, all->why);
}

static int add_evidence(struct recordings *all, const char *program,
			const struct buf *text)
{
	struct heaptrack_file file;
	struct evidence one;
	int status;

	evidence_init(&one);
	status = heaptrack_file_read(&file, text->text, text->len,
				     all->capture->live, all->why);
	if (status == 0)
		status = heaptrack_sites(&file, program, all->root, &one,
					 all->why);
	if (status == 0 && evidence_merge(all->evidence, &one) < 0)
		status = reason_set(all->why, "no memory for evidence");
	evidence_release(&one);
	heaptrack_file_release(&file);
	return status;
}

static int read_recording(struct recordings *all, const char *raw,
			  const char *pid)
{
	char *path = path_format("%s/heaptrack.%s.gz", all->capture->text, pid);
	char *program;
	struct buf text;
	int status;

	buf_init(&text);
	status = check_raw(raw, all->capture, &program, all->why);
	if (status == 0)
		status = interpret(raw, &text, all->why);
	/* For people, who are not waited for by a client. */
	if (status == 0 && !all->capture->live)
		status = write_compressed(path, &text, all->why);
	if (status == 0 && !all->capture->live)
		status = add_report(all, path);
	if (status == 0)
		status = add_evidence(all, program, &text);
	buf_release(&text);
	free(program);
	free(path);
	return status;
}

static int take_file(const char *path, void *data)
{
	struct recordings *all = data;
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	if (strncmp(name, raw_prefix, strlen(raw_prefix)) != 0)
		return 0;
	all->count++;
	return read_recording(all, path, name + strlen(raw_prefix));
}

static int read_all(struct recordings *all)
{
	const char *out = all->capture->out;

	reason_set(all->why, "cannot read the directory %s", out);
	if (dir_each(out, take_file, all) < 0)
		return -1;
	if (all->count == 0)
		return reason_set(all->why,
				  "no %sPID in %s: the library was not loaded, "
				  "or could not write there",
				  raw_prefix, out);
	return 0;
}

static int heaptrack_read(const struct capture *capture,
			  struct evidence *evidence, struct reason *why)
{
	struct symbols *symbols = symbols_open(capture->binary, why);
	char *report = path_format("%s/allocations.txt", capture->text);
	struct recordings all = {
		.capture = capture,
		.evidence = evidence,
		.why = why,
	};
	int status = -1;

	buf_init(&all.report);
	if (!symbols)
		goto out;
	all.root = symbols_root(symbols);
	status = read_all(&all);
	if (status < 0)
		goto out;
	evidence_sort(evidence);
	status = file_write(report, all.report.text, all.report.len, why);
out:
	buf_release(&all.report);
	free(report);
	symbols_close(symbols);
	return status;
}

/*
 * The library gathers 4 KiB before it writes them, and can only be told to at exit. But
 * a thread of its own adds a time stamp every 10 ms, so that even the file of an idle
 * service grows every few seconds: then all from before that is in it.
 */
static int heaptrack_collect(const struct live *live, struct reason *why)
{
	char *name = path_format("%s%s", raw_prefix, live->id);
	char *path = path_format("%s/%s", live->out, name);
	int status = 0;

	if (access(path, F_OK) < 0)
		status = reason_errno(why, "heaptrack's recording %s is gone",
				      path);
	else if (live_written(live, path, false))
		status = live_copy_lines(live, name, why) < 0 ? -1 : 1;
	free(name);
	free(path);
	return status;
}

static int heaptrack_probe(struct reason *why)
{
	if (access(PRELOAD, R_OK) < 0)
		return reason_errno(why, "heaptrack's library " PRELOAD
					 " cannot be read: apt-get install "
					 "heaptrack");
	if (access(INTERPRET, X_OK) < 0)
		return reason_errno(why, "heaptrack's " INTERPRET
					 " cannot be run: apt-get install "
					 "heaptrack");
	return 0;
}

static const char *const heaptrack_env[] = {
	"LD_PRELOAD=" PRELOAD,
	"DUMP_HEAPTRACK_OUTPUT={out}/heaptrack.raw.$$",
	NULL,
};
static const char *const heaptrack_version[] = { "heaptrack", "--version",
						 NULL };

static const struct profiler heaptrack = {
	.name = "heaptrack",
	.summary = "every allocation with its stack, by a preloaded library",
	.standard = true,
	.apply = APPLY_PRELOAD,
	.kind = KIND_TRACING | KIND_ALLOCATION,
	.answers = ANSWER_ALLOCATIONS | ANSWER_LEAKS | ANSWER_STACKS,
	.unit = "allocations, bytes asked for (exact)",
	.package = "heaptrack",
	.env = heaptrack_env,
	.ask = ASK_NOBODY,
	.collect = heaptrack_collect,
	.interpretation =
		"after the run, by heaptrack_interpret (the heaptrack "
		"launcher does it during the run)",
	.version = heaptrack_version,
	.probe = heaptrack_probe,
	.read = heaptrack_read,
};

REGISTER(profiler, heaptrack);
