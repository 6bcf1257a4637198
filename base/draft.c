/* draft.c: a file that is written whole before anybody can see it. */
#include "base/draft.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static int open_nameless(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *directory = slash ? path_format("%.*s", (int)(slash - path + 1),
					      path) :
				  path_format(".");
	int fd = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	free(directory);
	return fd;
}

/*
 * A device, a fifo or a link: what has its name shall get the bytes, and stay. A link
 * to nowhere is replaced.
 */
static bool is_in_place(const char *path)
{
	struct stat link, st;

	return stat(path, &st) == 0 && !S_ISDIR(st.st_mode) &&
	       lstat(path, &link) == 0 && !S_ISREG(link.st_mode);
}

static int open_in_place(struct draft *draft, struct reason *why)
{
	struct stat st;

	draft->in_place = true;
	if (stat(draft->path, &st) == 0 && S_ISSOCK(st.st_mode))
		reason_set(why, "cannot write %s: it is a socket", draft->path);
	else if (faccessat(AT_FDCWD, draft->path, W_OK, AT_EACCESS) < 0 ||
		 (draft->fd = memfd_create("draft", MFD_CLOEXEC)) < 0)
		reason_errno(why, "cannot write %s", draft->path);
	if (draft->fd >= 0)
		return 0;
	free(draft->path);
	return -1;
}

int draft_open(struct draft *draft, const char *path, struct reason *why)
{
	*draft = (struct draft){ .fd = -1, .path = path_format("%s", path) };
	if (is_in_place(path))
		return open_in_place(draft, why);
	draft->fd = open_nameless(path);
	if (draft->fd >= 0)
		return 0;
	draft->temporary = path_format("%s.XXXXXX", path);
	draft->fd = mkostemp(draft->temporary, O_CLOEXEC);
	if (draft->fd >= 0)
		return 0;
	reason_errno(why, "cannot create a file beside %s", path);
	free(draft->temporary);
	free(draft->path);
	return -1;
}

static void release(struct draft *draft)
{
	if (draft->fd >= 0)
		close(draft->fd);
	free(draft->path);
	free(draft->temporary);
	*draft = (struct draft){ .fd = -1 };
}

static int give_name(const struct draft *draft, const char *name)
{
	char nameless[32];

	snprintf(nameless, sizeof(nameless), "/proc/self/fd/%d", draft->fd);
	return linkat(AT_FDCWD, nameless, AT_FDCWD, name, AT_SYMLINK_FOLLOW);
}

/* A link cannot replace a file; a name can. */
static int take_place(struct draft *draft)
{
	if (!draft->temporary) {
		if (give_name(draft, draft->path) == 0)
			return 0;
		if (errno != EEXIST)
			return -1;
		draft->temporary = path_format("%s.%ld", draft->path,
					       (long)getpid());
		unlink(draft->temporary);
		if (give_name(draft, draft->temporary) < 0)
			return -1;
	}
	return rename(draft->temporary, draft->path);
}

/*
 * A descriptor for PATH. /dev/stdout is what we print to, and goes on where that is:
 * opened anew it would begin at the start of its file, and cut what is there.
 */
static int open_there(const char *path)
{
	struct stat st, own;

	for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++) {
		if (stat(path, &st) == 0 && fstat(fd, &own) == 0 &&
		    st.st_dev == own.st_dev && st.st_ino == own.st_ino) {
			fflush(stdout);
			return fcntl(fd, F_DUPFD_CLOEXEC, 0);
		}
	}
	return open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
}

static int write_in_place(const struct draft *draft)
{
	int fd = open_there(draft->path);
	char bytes[65536];
	ssize_t count = -1;
	off_t at = 0;

	while (fd >= 0 && (count = pread(draft->fd, bytes, sizeof(bytes), at)) > 0) {
		if (file_put(fd, bytes, (size_t)count) < 0) {
			count = -1;
			break;
		}
		at += count;
	}
	if (fd >= 0 && close(fd) < 0)
		count = -1;
	return (int)count;
}

int draft_publish(struct draft *draft, mode_t mode, struct reason *why)
{
	int status;

	if (draft->in_place) {
		status = write_in_place(draft);
	} else {
		status = fchmod(draft->fd, mode);
		if (status == 0)
			status = take_place(draft);
	}
	if (status == 0) {
		release(draft);
		return 0;
	}
	reason_errno(why, "cannot write %s", draft->path);
	draft_drop(draft);
	return -1;
}

void draft_drop(struct draft *draft)
{
	if (draft->temporary)
		unlink(draft->temporary);
	release(draft);
}
