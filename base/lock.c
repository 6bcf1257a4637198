/* lock.c: a file that one living process holds. */
#include "lock.h"

#include <fcntl.h>
#include <stdbool.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

static int whole_file(int fd, int command, struct flock *lock)
{
	*lock = (struct flock){ .l_type = F_WRLCK, .l_whence = SEEK_SET };
	return fcntl(fd, command, lock);
}

int lock_take(const char *path, struct reason *why)
{
	struct flock lock;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return reason_errno(why, "cannot open %s", path);
	if (whole_file(fd, F_SETLK, &lock) == 0)
		return fd;
	close(fd);
	return reason_set(why, "process %ld holds %s", (long)lock_holder(path),
			  path);
}

/*
 * Somebody holds PATH. The kernel calls a holder that it cannot tell the pid of -1 (an
 * open file, fcntl(2), F_OFD_SETLK) or 0 (in another container): to signal these pids
 * would be to signal everybody, or us.
 */
static bool is_held(const char *path, pid_t *holder)
{
	struct flock lock;
	int fd = open(path, O_RDWR | O_CLOEXEC);
	bool held;

	*holder = 0;
	if (fd < 0)
		return false;
	held = whole_file(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
	if (held && lock.l_pid > 0)
		*holder = lock.l_pid;
	close(fd);
	return held;
}

pid_t lock_holder(const char *path)
{
	pid_t holder;

	is_held(path, &holder);
	return holder;
}

int lock_wait_free(const char *path, int64_t timeout_ns)
{
	static const struct timespec pause = { .tv_nsec = 5 * NS_PER_MS };
	int64_t until = clock_wall_ns() + timeout_ns;
	pid_t holder;

	while (is_held(path, &holder)) {
		if (clock_wall_ns() > until)
			return -1;
		nanosleep(&pause, NULL);
	}
	return 0;
}
