/* output.c: files that a command line names to be written. */
#include "base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/draft.h"
#include "base/file.h"
#include "base/terminal.h"

/* A link to nowhere is replaced, as a file is; one that we may not follow is not. */
static bool is_in_place(const char *path)
{
	struct stat link, st;

	if (lstat(path, &link) < 0 || S_ISREG(link.st_mode))
		return false;
	return stat(path, &st) == 0 || errno != ENOENT;
}

int output_check(const char *path, struct reason *why)
{
	struct draft draft;
	struct stat st = { 0 };

	if (!*path)
		return reason_set(why, "it names no file to write");
	stat(path, &st);
	if (S_ISDIR(st.st_mode) || S_ISSOCK(st.st_mode))
		return reason_set(why, "cannot write %s: it is a %s", path,
				  S_ISDIR(st.st_mode) ? "directory" : "socket");
	if (is_in_place(path)) {
		if (faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0)
			return 0;
		return reason_errno(why, "cannot write %s", path);
	}
	if (draft_open(&draft, path, why) < 0)
		return -1;
	draft_drop(&draft);
	return 0;
}

/*
 * /dev/stdout is what we print to, and goes on where that is: opened anew it would
 * begin at the start of its file, and cut what is there.
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

static int write_in_place(const char *path, const struct buf *text,
			  struct reason *why)
{
	int fd = open_there(path);
	int status = fd < 0 ? -1 : file_put(fd, text->text, text->len);

	if (status < 0)
		reason_errno(why, "cannot write %s", path);
	if (fd >= 0 && close(fd) < 0 && status == 0)
		status = reason_errno(why, "cannot write %s", path);
	return status;
}

static int put(const struct buf *text, struct reason *why)
{
	if (fwrite(text->text, 1, text->len, stdout) != text->len ||
	    fflush(stdout))
		return reason_errno(why, "cannot write to standard output");
	return 0;
}

static int print(const struct buf *text, struct reason *why)
{
	struct buf harmless;
	int status;

	if (!isatty(STDOUT_FILENO))
		return put(text, why);
	buf_init(&harmless);
	terminal_add(&harmless, text->text, text->len);
	status = harmless.failed ? reason_set(why, "no memory to print") :
				   put(&harmless, why);
	buf_release(&harmless);
	return status;
}

int output_write(const char *path, const struct buf *text, struct reason *why)
{
	if (path && is_in_place(path))
		return write_in_place(path, text, why);
	if (path)
		return file_write(path, text->text, text->len, why);
	return print(text, why);
}

int output_copy(const char *from, const char *path, struct reason *why)
{
	struct buf text;
	int status;

	buf_init(&text);
	status = file_read(from, &text, why);
	if (status == 0)
		status = output_write(path, &text, why);
	buf_release(&text);
	return status;
}
