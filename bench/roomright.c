/* roomright.c: who may do what in a room. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "bench/room.h"
#include "profilers/profiler.h"

/*
 * What is at PATH itself: a service, whose directories these are, may have put there a
 * link to what is none of its own, or another name of it.
 */
static int give(const struct room *room, const char *path)
{
	int fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	int status;

	if (fd < 0)
		return -1;
	status = fstat(fd, &st);
	if (status == 0 && !S_ISDIR(st.st_mode) && !S_ISSOCK(st.st_mode)) {
		errno = EINVAL;
		status = -1;
	}
	if (status == 0)
		status = fchownat(fd, "", room->uid, room->gid, AT_EMPTY_PATH);
	close(fd);
	return status;
}

int room_hand_over(const struct room *room, const char *path,
		   struct reason *why)
{
	if (room->user && give(room, path) < 0)
		return reason_errno(why, "cannot give %s to %s", path,
				    room->user);
	return 0;
}

/* One that is there may be of an earlier tare, which gave more away. */
static int settle(const char *path, uid_t uid, gid_t gid, mode_t mode)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	int status;

	if (fd < 0)
		return -1;
	status = fstat(fd, &st);
	if (status == 0 && st.st_uid != uid)
		status = fchown(fd, uid, gid);
	if (status == 0)
		status = fchmod(fd, mode);
	close(fd);
	return status;
}

int room_make(const struct room *room, const char *path, enum room_use use,
	      struct reason *why)
{
	bool theirs = room->user && use == ROOM_THEIRS;
	bool pass = room->user && use == ROOM_PASSAGE;

	if (dir_make(path, why) < 0)
		return -1;
	if (settle(path, theirs ? room->uid : geteuid(),
		   theirs ? room->gid : getegid(), pass ? 0711 : 0700) < 0)
		return reason_errno(why, "cannot make %s a directory of %s",
				    path, theirs ? room->user : "ours");
	return 0;
}

/*
 * A tool beside the service runs as we do, and writes by names that can be guessed: links
 * under these would have it write anywhere.
 */
char *room_out(const struct room *room, const char *name,
	       const struct profiler *profiler, struct reason *why)
{
	char *path = path_format("%s/out/%s", room->path, name);
	enum room_use use = profiler->apply == APPLY_ATTACH ? ROOM_PASSAGE :
							      ROOM_THEIRS;

	if (room_make(room, path, use, why) == 0)
		return path;
	free(path);
	return NULL;
}
