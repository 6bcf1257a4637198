/* draft.c: a file that is written whole before anybody can see it. */
#include "base/draft.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

int draft_open(struct draft *draft, const char *path, struct reason *why)
{
	*draft = (struct draft){ .fd = open_nameless(path),
				 .path = path_format("%s", path) };
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

int draft_publish(struct draft *draft, mode_t mode, struct reason *why)
{
	int status = fchmod(draft->fd, mode);

	if (status == 0)
		status = take_place(draft);
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
