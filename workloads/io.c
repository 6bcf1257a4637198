/* io.c: files written and read back, one after another; allocates nothing. */
#include "workload.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FILE_BYTES = 65536, FILE_WORDS = FILE_BYTES / sizeof(uint64_t) };

/* The one file's name in the private directory. */
static const char file_name[] = "block";

/* Make a private directory under TMPDIR, write its path. Returns it open, or -1. */
static HOT int io_directory_make(char path[PATH_MAX])
{
	const char *parent = getenv("TMPDIR");
	int length, fd;

	FRAME();
	if (!parent || !*parent)
		parent = "/tmp";
	length = snprintf(path, PATH_MAX, "%s/tare-io.XXXXXX", parent);
	if (length < 0 || length >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	if (!mkdtemp(path))
		return -1;
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		int error = errno;

		rmdir(path);
		errno = error;
	}
	return fd;
}

/* The file is there only if something failed while it was; keeps errno then. */
static HOT int io_directory_remove(int directory, const char *path, int status)
{
	int error = errno;

	FRAME();
	if (status < 0)
		unlinkat(directory, file_name, 0);
	close(directory);
	if (rmdir(path) < 0 && status == 0)
		return -1;
	errno = error;
	return status;
}

/* What the file of that number holds: no two words alike, no two files alike.
 * The factor is 2^64 over the golden ratio (Knuth, TAOCP 3, 1998, 6.4). */
static HOT void io_pattern(uint64_t *words, uint64_t number)
{
	FRAME();
	for (uint64_t i = 0; i < FILE_WORDS; i++)
		words[i] = (number * FILE_WORDS + i + 1) *
			   UINT64_C(0x9e3779b97f4a7c15);
}

/* FNV-1a (Fowler, Noll, Vo) by words, not bytes, folded to 32 bits. */
static HOT uint32_t io_checksum(const uint64_t *words)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	FRAME();
	for (unsigned i = 0; i < FILE_WORDS; i++)
		hash = (hash ^ words[i]) * UINT64_C(0x100000001b3);
	return (uint32_t)(hash ^ hash >> 32);
}

static HOT int io_write(int directory, const uint64_t *words)
{
	const char *bytes = (const char *)words;
	size_t done = 0;
	int fd;

	FRAME();
	fd = openat(directory, file_name,
		    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return -1;
	while (done < FILE_BYTES) {
		ssize_t count = write(fd, bytes + done, FILE_BYTES - done);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			goto failed;
		done += (size_t)count;
	}
	return close(fd);
failed:
	close(fd);
	return -1;
}

static HOT int io_read(int directory, uint64_t *words)
{
	char *bytes = (char *)words;
	size_t done = 0;
	int fd;

	FRAME();
	fd = openat(directory, file_name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	while (done < FILE_BYTES) {
		ssize_t count = read(fd, bytes + done, FILE_BYTES - done);

		if (count < 0 && errno == EINTR)
			continue;
		if (count == 0)
			errno = EIO; /* shorter than what was written */
		if (count <= 0)
			goto failed;
		done += (size_t)count;
	}
	return close(fd);
failed:
	close(fd);
	return -1;
}

/* Write the file of that number, read it back, compare, add to *CHECKSUM. */
static HOT int io_round(int directory, long number, int64_t *checksum)
{
	uint64_t written[FILE_WORDS];
	uint64_t read_back[FILE_WORDS];
	uint32_t expected;

	FRAME();
	io_pattern(written, (uint64_t)number);
	expected = io_checksum(written);
	if (io_write(directory, written) < 0 ||
	    io_read(directory, read_back) < 0)
		return -1;
	if (io_checksum(read_back) != expected) {
		errno = EIO;
		return -1;
	}
	*checksum += expected;
	return unlinkat(directory, file_name, 0);
}

static HOT int io_run(const long *args, struct result *result)
{
	char path[PATH_MAX];
	int64_t checksum = 0;
	int directory, status = 0;

	FRAME();
	directory = io_directory_make(path);
	if (directory < 0)
		return -1;
	for (long i = 0; i < args[0] && status == 0; i++)
		status = io_round(directory, i, &checksum);
	if (io_directory_remove(directory, path, status) < 0)
		return -1;
	result_add(result, "checksum", checksum);
	result_add(result, "files", args[0]);
	result_add(result, "bytes", args[0] * FILE_BYTES);
	return 0;
}

static void io_truth(const long *args, struct truth *truth)
{
	uint64_t files = (uint64_t)args[0];

	truth_add(truth, "io_run", 1, 0, 0);
	truth_add(truth, "io_directory_make", 1, 0, 0);
	truth_add(truth, "io_round", files, 0, 0);
	truth_add(truth, "io_pattern", files, 0, 0);
	truth_add(truth, "io_checksum", 2 * files, 0, 0);
	truth_add(truth, "io_write", files, 0, 0);
	truth_add(truth, "io_read", files, 0, 0);
	truth_add(truth, "io_directory_remove", 1, 0, 0);
}

static const struct param io_params[] = {
	{ "count", 0, 2000, 40, "files of 64 KiB, one after another" },
	{ .name = NULL },
};

/*
 * Derived in Python, over i in range(count), with k in range(8192) inside:
 *	w = (i * 8192 + k + 1) * 0x9e3779b97f4a7c15 % 2**64
 *	h = (h ^ w) * 0x100000001b3 % 2**64, for each i from h = 0xcbf29ce484222325
 *	checksum = sum((h ^ h >> 32) % 2**32)
 */
static const struct known io_known[] = {
	{ { 0 }, "checksum", 0 },
	{ { 0 }, "files", 0 },
	{ { 0 }, "bytes", 0 },
	{ { 1 }, "checksum", 1132863692 },
	{ { 1 }, "files", 1 },
	{ { 1 }, "bytes", 65536 },
	{ { 3 }, "checksum", 3016372873 },
	{ { 3 }, "files", 3 },
	{ { 3 }, "bytes", 196608 },
	{ { 40 }, "checksum", 81158990375 },
	{ { 40 }, "files", 40 },
	{ { 40 }, "bytes", 2621440 },
	{ .result = NULL },
};

static const struct workload io = {
	.name = "io",
	.path = "/io",
	.summary = "repeated file write and read, verified",
	.params = io_params,
	.known = io_known,
	.in_mixed = true,
	.run = io_run,
	.truth = io_truth,
};
REGISTER(workload, io);
