/* file.c: directories and whole files, written so that no reader sees half of one. */
#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/draft.h"

/* Of directories in each other, when they are removed: each takes a descriptor. */
enum { DEPTH_MAX = 256 };

char *path_format(const char *format, ...)
{
	char *path = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&path, format, args) < 0)
		abort();
	va_end(args);
	return path;
}

int dir_make(const char *path, struct reason *why)
{
	char *copy;
	int status = 0;

	if (!*path)
		return reason_set(why, "a directory without a name cannot be made");
	copy = path_format("%s", path);
	for (char *p = copy + 1; status == 0; p++) {
		char end = *p;

		if (end != '/' && end != '\0')
			continue;
		*p = '\0';
		if (mkdir(copy, 0755) < 0 && errno != EEXIST)
			status = reason_errno(why, "cannot make directory %s",
					      copy);
		*p = end;
		if (end == '\0')
			break;
	}
	free(copy);
	return status;
}

static int not_dots(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 &&
	       strcmp(entry->d_name, "..") != 0;
}

static int remove_at(int parent, const char *name, int depth);

/* All that is in the directory FD. */
static int empty(int fd, int depth)
{
	struct dirent **entries;
	int count = scandirat(fd, ".", &entries, not_dots, NULL);
	int status = count < 0 ? -1 : 0;

	for (int i = 0; i < count; i++) {
		if (remove_at(fd, entries[i]->d_name, depth) < 0)
			status = -1;
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return status;
}

/*
 * NAME in the directory PARENT. By descriptors, since a path would lead elsewhere once
 * somebody has put a link into it (as nftw() has it).
 */
static int remove_at(int parent, const char *name, int depth)
{
	int fd;

	if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR || depth == DEPTH_MAX)
		return -1;
	fd = openat(parent, name,
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0) {
		empty(fd, depth + 1);
		close(fd);
	}
	return unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT ?
		       0 :
		       -1;
}

int dir_remove(const char *path)
{
	return remove_at(AT_FDCWD, path, 0);
}

int dir_each(const char *dir, int (*each)(const char *path, void *data),
	     void *data)
{
	struct dirent **entries;
	int count = scandir(dir, &entries, not_dots, alphasort);
	int status = count < 0 ? -1 : 0;

	for (int i = 0; i < count; i++) {
		if (status == 0) {
			char *path = path_format("%s/%s", dir,
						 entries[i]->d_name);
			status = each(path, data);
			free(path);
		}
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return status;
}

double file_size(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (double)st.st_size : 0;
}

static int add_size(const char *path, void *sum)
{
	struct stat st;

	if (lstat(path, &st) == 0)
		*(double *)sum += S_ISDIR(st.st_mode) ? dir_size(path) :
							(double)st.st_size;
	return 0;
}

double dir_size(const char *dir)
{
	double sum = 0;

	dir_each(dir, add_size, &sum);
	return sum;
}

/* All of FD, which is PATH, and close it. */
static int read_all(int fd, const char *path, struct buf *buf,
		    struct reason *why)
{
	char chunk[65536];
	ssize_t count;

	while ((count = read(fd, chunk, sizeof(chunk))) != 0) {
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0) {
			reason_errno(why, "cannot read %s", path);
			break;
		}
		buf_add(buf, chunk, (size_t)count);
	}
	close(fd);
	if (buf->failed)
		return reason_set(why, "no memory to read %s", path);
	return count == 0 ? 0 : -1;
}

int file_read(const char *path, struct buf *buf, struct reason *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return reason_errno(why, "cannot open %s", path);
	return read_all(fd, path, buf, why);
}

int file_read_plain(const char *path, struct buf *buf, struct reason *why)
{
	/* O_NONBLOCK: to open a pipe would wait for who writes into it. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;

	if (fd < 0 && errno != ELOOP)
		return reason_errno(why, "cannot open %s", path);
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return read_all(fd, path, buf, why);
	if (fd >= 0)
		close(fd);
	return reason_set(why, "%s is no file", path);
}

char *file_last_line(const char *path)
{
	struct reason ignored;
	struct buf text;
	char *line;

	buf_init(&text);
	if (file_read(path, &text, &ignored) < 0)
		buf_clear(&text);
	while (text.len > 0 && text.text[text.len - 1] == '\n')
		text.text[--text.len] = '\0';
	line = text.len ? strrchr(text.text, '\n') : NULL;
	line = path_format("%s", line ? line + 1 : text.text);
	buf_release(&text);
	return line;
}

int file_put(int fd, const void *from, size_t count)
{
	const char *bytes = from;

	while (count > 0) {
		ssize_t done = write(fd, bytes, count);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -1;
		bytes += done;
		count -= (size_t)done;
	}
	return 0;
}

static int write_mode(const char *path, const void *bytes, size_t count,
		      mode_t mode, struct reason *why)
{
	struct draft draft;

	if (draft_open(&draft, path, why) < 0)
		return -1;
	if (file_put(draft.fd, bytes, count) == 0)
		return draft_publish(&draft, mode, why);
	reason_errno(why, "cannot write %s", path);
	draft_drop(&draft);
	return -1;
}

int file_write(const char *path, const void *bytes, size_t count,
	       struct reason *why)
{
	return write_mode(path, bytes, count, 0644, why);
}

int file_copy(const char *from, const char *to, mode_t mode,
	      struct reason *why)
{
	struct buf buf;
	int status;

	buf_init(&buf);
	status = file_read(from, &buf, why);
	if (status == 0)
		status = write_mode(to, buf.text, buf.len, mode, why);
	buf_release(&buf);
	return status;
}

int link_replace(const char *target, const char *path, struct reason *why)
{
	char *temporary = path_format("%s.%ld", path, (long)getpid());
	int status = 0;

	unlink(temporary);
	if (symlink(target, temporary) < 0 || rename(temporary, path) < 0) {
		status = reason_errno(why, "cannot link %s", path);
		unlink(temporary);
	}
	free(temporary);
	return status;
}
