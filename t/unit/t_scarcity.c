/* t_scarcity.c: workloads that run out of memory or of disk clean up. */
#include <errno.h>
#include <limits.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/proc.h"
#include "unit.h"
#include "workloads/workload.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif

/* A sanitizer's own malloc does not fail, but ends the process. */
#ifndef SANITIZED

/* The address space in use, in bytes. */
static rlim_t address_space(void)
{
	FILE *statm = fopen("/proc/self/statm", "r");
	unsigned long pages = 0;

	assert_non_null(statm);
	/* NOLINTNEXTLINE(cert-err34-c): the kernel's own number fits */
	assert_int_equal(fscanf(statm, "%lu", &pages), 1);
	fclose(statm);
	return pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static size_t bytes_in_use(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

/* Run with no more than HEADROOM new bytes of address space. */
static int run_short_of_memory(const struct workload *workload,
			       const long *args, rlim_t headroom)
{
	struct result result = { .count = 0 };
	struct rlimit old, less;
	int status, error;

	malloc_trim(0);
	getrlimit(RLIMIT_AS, &old);
	less = old;
	less.rlim_cur = address_space() + headroom;
	assert_int_equal(setrlimit(RLIMIT_AS, &less), 0);
	errno = 0;
	status = workload->run(args, &result);
	error = errno;
	setrlimit(RLIMIT_AS, &old);
	errno = error;
	return status;
}

/*
 * The first run fills malloc's cache of freed cells, which count as in use; after
 * it the figure must not move.
 */
static void assert_survives(const struct workload *workload, const long *args,
			    rlim_t headroom)
{
	size_t before;

	assert_int_equal(run_short_of_memory(workload, args, headroom), -1);
	before = bytes_in_use();
	assert_int_equal(run_short_of_memory(workload, args, headroom), -1);
	assert_int_equal(errno, ENOMEM);
	assert_int_equal(bytes_in_use(), before);
}

/*
 * This test once more, in a process of its own: what other tests have freed lies in
 * our heap, and would serve the workload without asking for more.
 */
static void run_afresh(const char *test)
{
	const char *argv[] = { "/proc/self/exe", test, NULL };
	const char *env[] = { "TARE_TEST_FRESH=1", NULL };
	struct proc_start start = { .argv = argv, .env = env };
	struct reason why = { "" };
	struct buf out;
	int status;

	buf_init(&out);
	status = proc_run_start(&start, &out, &why);
	if (status < 0)
		fail_msg("%s\n%s", why.text, out.text);
	buf_release(&out);
}

/* At each headroom another of the allocations is the one that fails. */
UNIT(workload_survives_no_memory)
{
	static const rlim_t headroom[] = { 0, 6 << 20, 12 << 20 };
	enum { PLENTY = 14 << 20 };
	unsigned hungry = 0;

	if (!getenv("TARE_TEST_FRESH")) {
		run_afresh("workload_survives_no_memory");
		return;
	}
	for (const struct workload *const *w = workload_begin();
	     w < workload_end(); w++) {
		struct truth truth = { .count = 0 };
		long args[PARAM_MAX] = { 0 };

		for (unsigned i = 0; i < workload_param_count(*w); i++)
			args[i] = (*w)->params[i].max;
		(*w)->truth(args, &truth);
		if (truth_bytes(&truth) < PLENTY)
			continue;
		for (unsigned i = 0; i < 3; i++)
			assert_survives(*w, args, headroom[i]);
		hungry++;
	}
	assert_true(hungry >= 3); /* primes, matrix, memory */
}

#endif

/* Run a workload with that TMPDIR (NULL: none); its errno, or 0. */
static int run_in(const char *name, const long *args, const char *tmpdir)
{
	const char *old = getenv("TMPDIR");
	char *saved = old ? strdup(old) : NULL;
	struct result result = { .count = 0 };
	int error = 0;

	unsetenv("TMPDIR");
	if (tmpdir)
		setenv("TMPDIR", tmpdir, 1);
	if (workload_by_name(name)->run(args, &result) < 0)
		error = errno;
	unsetenv("TMPDIR");
	if (saved)
		setenv("TMPDIR", saved, 1);
	free(saved);
	return error;
}

static int io_in(const char *tmpdir)
{
	const long args[PARAM_MAX] = { 3 };

	return run_in("io", args, tmpdir);
}

UNIT(io_leaves_nothing)
{
	char dir[] = "/tmp/t_workloads.XXXXXX";

	assert_non_null(mkdtemp(dir));
	assert_int_equal(io_in(dir), 0);
	/* Only an empty directory can be removed. */
	assert_int_equal(rmdir(dir), 0);
	assert_int_equal(io_in(NULL), 0);
	assert_int_equal(io_in(""), 0);
}

UNIT(io_reports_a_bad_directory)
{
	char path[PATH_MAX + 8];

	assert_int_equal(io_in("/no such directory"), ENOENT);
	assert_int_equal(io_in("/dev/null"), ENOTDIR);
	memset(path, 'x', sizeof(path));
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(io_in(path), ENAMETOOLONG);
}

UNIT(io_reports_an_unwritable_directory)
{
	char dir[] = "/tmp/t_workloads.XXXXXX";
	bool root = geteuid() == 0;
	int error;

	assert_non_null(mkdtemp(dir));
	assert_int_equal(chmod(dir, 0500), 0);
	/* Modes do not bind root: be somebody else for the while. */
	if (root)
		assert_int_equal(seteuid(65534), 0);
	error = io_in(dir);
	if (root)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(error, EACCES);
	assert_int_equal(rmdir(dir), 0);
}

/* The file may not grow past half of what is written: a full disk at hand. */
UNIT(io_cleans_up_when_a_write_fails)
{
	char dir[] = "/tmp/t_workloads.XXXXXX";
	struct rlimit old, less;
	int error;

	assert_non_null(mkdtemp(dir));
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	less = old;
	less.rlim_cur = 32768;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &less), 0);
	error = io_in(dir);
	setrlimit(RLIMIT_FSIZE, &old);
	signal(SIGXFSZ, SIG_DFL);
	assert_int_equal(error, EFBIG);
	assert_int_equal(rmdir(dir), 0);
}

UNIT(mixed_passes_a_failure_on)
{
	const long args[PARAM_MAX] = { 0 };

	assert_int_equal(run_in("mixed", args, "/no such directory"), ENOENT);
}
