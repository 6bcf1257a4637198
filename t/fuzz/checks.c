/* checks.c: what looks at a tool's own file before the tool is asked. */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "fuzz.h"
#include "profilers/gmon.h"
#include "profilers/heaptrack_raw.h"
#include "profilers/perf_data.h"
#include "profilers/scope_file.h"
#include "profilers/uftrace_data.h"

static void count_samples(uint64_t address, unsigned count, void *data)
{
	struct gmon *seen = data;

	(void)address;
	seen->samples += count;
}

static void count_arc(uint64_t from, uint64_t to, unsigned count, void *data)
{
	struct gmon *seen = data;

	(void)from;
	(void)to;
	seen->calls += count;
}

/* The visitor is told of all that is counted. */
FUZZ(gmon, "gprof/*.gmon")
{
	struct gmon gmon, seen = { 0 };
	const struct gmon_visitor visitor = { count_samples, count_arc, &seen };
	struct reason why = { "" };

	if (gmon_visit(text, length, &gmon, &visitor, &why) == 0)
		check(gmon.low < gmon.high && gmon.rate > 0);
	else
		check(why.text[0]);
	check(seen.samples == gmon.samples && seen.calls == gmon.calls);
}

FUZZ(heaptrack_raw, "heaptrack/*.raw")
{
	struct reason why = { "" };
	char *program;
	int status = heaptrack_raw_check(text, length, false, &program, &why);

	check(status == 0 ? program != NULL : !program && why.text[0]);
	free(program);
}

FUZZ(perf_data, "perf/*.data")
{
	struct reason why = { "" };

	check(perf_data_check(text, length, &why) == 0 || why.text[0]);
}

/* In every form, or refused; in memory, since files are slow. */
FUZZ(scope_export, "scope/*.scope")
{
	static const char *const forms[] = { "", ".folded", ".trace.json",
					     ".speedscope.json", ".callgrind",
					     ".pb" };
	struct reason why = { "" };
	int fd = memfd_create("scope", MFD_CLOEXEC);
	char *path = path_format("/dev/fd/%d", fd);
	const char *const paths[] = { path };

	check(write(fd, text, length) == (ssize_t)length);
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		struct buf out;

		buf_init(&out);
		check(scope_file_export(paths, 1, forms[i], &out, &why) == 0 ||
		      why.text[0]);
		buf_release(&out);
	}
	close(fd);
	free(path);
}

FUZZ(uftrace_data, "uftrace/*.dat")
{
	struct uftrace_counts counts = { 0, 0, 0 };
	struct reason why = { "" };

	if (uftrace_data_count(text, length, &counts, &why) < 0)
		check(why.text[0]);
	check(counts.entries >= 0 && counts.exits >= 0 && counts.lost >= 0);
}
