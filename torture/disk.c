/* disk.c: a small disk for what a profiler writes, which can be full or read-only. */
#include "disk.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static const char filler[] = ".filler";

/* Why nothing may be mounted: it would be in everybody's sight. */
static int refused = EPERM;

void disk_begin(void)
{
	if (geteuid() != 0)
		return;
	refused = unshare(CLONE_NEWNS) < 0 ||
				  mount(NULL, "/", NULL, MS_REC | MS_PRIVATE,
					NULL) < 0 ?
			  errno :
			  0;
}

int disk_open(struct disk *disk, const char *path, struct reason *why)
{
	struct stat st;
	char options[96];

	*disk = (struct disk){ .path = path };
	if (geteuid() != 0)
		return 0;
	errno = refused;
	if (refused)
		return reason_errno(why, "cannot mount a disk of our own");
	if (stat(path, &st) < 0)
		return reason_errno(why, "cannot look at %s", path);
	/* More than any tool writes for a handful of requests. */
	snprintf(options, sizeof(options), "size=32m,mode=%04o,uid=%u,gid=%u",
		 st.st_mode & 07777u, (unsigned)st.st_uid, (unsigned)st.st_gid);
	if (mount("tare", path, "tmpfs", MS_NOSUID | MS_NODEV, options) < 0)
		return reason_errno(why, "cannot mount a small disk");
	disk->mounted = true;
	return 0;
}

int disk_read_only(struct disk *disk, struct reason *why)
{
	int status = disk->mounted ? mount(NULL, disk->path, NULL,
					   MS_REMOUNT | MS_RDONLY, NULL) :
				     chmod(disk->path, 0555);

	if (status < 0)
		return reason_errno(why, "cannot make %s read-only",
				    disk->path);
	return 0;
}

/* Write chunks of SIZE until none fits. */
static void fill_by(int fd, const char *bytes, size_t size)
{
	while (write(fd, bytes, size) == (ssize_t)size)
		;
}

int disk_fill(const struct disk *disk, struct reason *why)
{
	static const char bytes[65536];
	char *path;
	int fd, error;

	if (!disk->mounted)
		return reason_set(why, "only root can mount a disk that is "
				       "small enough to be full");
	path = path_format("%s/%s", disk->path, filler);
	/* It may be the service's directory. */
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	free(path);
	if (fd < 0)
		return reason_errno(why, "cannot fill %s", disk->path);
	fill_by(fd, bytes, sizeof(bytes));
	fill_by(fd, bytes, 1);
	/* What could be written is written: the last byte was refused. */
	error = write(fd, bytes, 1) < 0 ? errno : 0;
	close(fd);
	if (error != ENOSPC)
		return reason_set(why, "%s does not become full", disk->path);
	return 0;
}

void disk_empty(const struct disk *disk)
{
	char *path;

	if (!disk->path)
		return;
	path = path_format("%s/%s", disk->path, filler);
	unlink(path);
	free(path);
}

void disk_close(struct disk *disk)
{
	/* Detached, since what was killed may not have let go yet. */
	if (disk->mounted)
		umount2(disk->path, MNT_DETACH);
	else if (disk->path)
		chmod(disk->path, 0700);
	*disk = (struct disk){ 0 };
}
